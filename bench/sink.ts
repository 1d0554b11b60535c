import { createServer } from 'node:http'

/** Answers everything with 200 and counts bytes: where all configurations send, as a process of its own. */
let bytes = 0
let requests = 0
const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => (bytes += chunk.byteLength))
  request.on('end', () => {
    requests++
    response.writeHead(200, { 'content-type': 'application/x-protobuf' })
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})
process.on('message', () => process.send?.({ bytes, requests }))
process.on('disconnect', () => process.exit())
