// An application without libraries: what is resident is Node's, and what monitoring adds.
const { createServer } = require('node:http')

const server = createServer((request, response) => response.end('{"ok":true}'))
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => process.send({ rssBytes: process.memoryUsage.rss() }))
