import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, it } from 'vitest'

import { isListed, readAlerts } from '../../src/doctor/patient.ts'

const CANARY = { run: '0a1b2c3d', traceId: '' }
const OURS = { alertname: 'CryoDoctor', cryo_doctor_run: CANARY.run }
const EARLIER = { alertname: 'CryoDoctor', cryo_doctor_run: 'ffffffff' }
const OTHER = { alertname: 'DbSlow' }

/** Whether the canary's alert fires where the answer is this. */
async function isListedIn(answer: unknown): Promise<boolean> {
  const server = createServer((_request, response) => response.end(JSON.stringify(answer)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return isListed(await readAlerts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), CANARY)
  } finally {
    server.close()
  }
}

/** As Prometheus lists alerts. */
function list(...alerts: readonly (readonly [labels: object, state: string])[]): object {
  return { status: 'success', data: { alerts: alerts.map(([labels, state]) => ({ labels, state })) } }
}

it('finds the alert of the canary beside others that are still pending', async () => {
  expect(await isListedIn(list([OTHER, 'pending'], [OURS, 'firing']))).toBe(true)
  expect(await isListedIn(list([OTHER, 'firing'], [OURS, 'pending']))).toBe(false)
  expect(await isListedIn(list([EARLIER, 'firing']))).toBe(false)
})

it('finds it in the list of an Alertmanager', async () => {
  expect(await isListedIn([{ labels: OTHER }, { labels: OURS, status: { state: 'active' } }])).toBe(true)
  expect(await isListedIn([{ labels: EARLIER }])).toBe(false)
})

it.each([[null], [{}], [{ data: {} }], ['none'], [5]])('finds nothing in %j', async (answer) => {
  expect(await isListedIn(answer)).toBe(false)
})

it('finds nothing where nobody answers', async () => {
  expect(await readAlerts('http://127.0.0.1:1')).toEqual([])
})
