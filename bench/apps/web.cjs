// The application that is measured: a plain route, and one that asks PostgreSQL.
const { createRequire } = require('node:module')
const peers = createRequire(process.env.BENCH_PEERS)
const express = peers('express')
const { Pool } = peers('pg')

const pool = new Pool({ connectionString: process.env.BENCH_DATABASE, max: 10 })
const app = express()
app.get('/plain', (request, response) => {
  response.json({ ok: true, hello: 'world' })
})
app.get('/item/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT id, name, price, note FROM item WHERE id = $1', [
    request.params.id,
  ])
  response.json(rows[0])
})
const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => {
  process.send({ mainThread: process.threadCpuUsage(), rssBytes: process.memoryUsage.rss(), requests: 0 })
})
