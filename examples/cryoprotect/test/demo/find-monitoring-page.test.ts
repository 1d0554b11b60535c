import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { listen } from '../../src/api/listen.ts'
import { findMonitoringPage } from '../../src/demo/find-monitoring-page.ts'

let folder: string
let server: Server
let url: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cryoprotect-test-'))
  server = createServer((_request, response) => response.writeHead(401).end())
  url = `${await listen(server, 0, '127.0.0.1')}/monitoring`
})
afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
  rmSync(folder, { recursive: true })
})

function writeHub(pid: number | undefined): void {
  writeFileSync(join(folder, 'hub.json'), JSON.stringify({ port: 5001, pid, url }))
}

it('gives the address that the owner wrote, token or not', async () => {
  writeHub(process.pid)
  expect(await findMonitoringPage(folder, 10_000)).toBe(url)
})

it('waits for the owner', async () => {
  const found = findMonitoringPage(folder, 10_000)
  writeFileSync(join(folder, 'hub.json'), '{')
  writeHub(process.pid)
  expect(await found).toBe(url)
})

it('gives null for what a killed owner left behind', async () => {
  writeHub(spawnSync('true').pid)
  expect(await findMonitoringPage(folder, 150)).toBeNull()
})
