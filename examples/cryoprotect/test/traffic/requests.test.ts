import { expect, it } from 'vitest'

import { drawRequest } from '../../src/traffic/requests.ts'

it('draws requests of all kinds, few of them faulty', () => {
  const counts = new Map<string, number>()
  for (let draw = 0; draw < 20_000; draw++) {
    const { method, path } = drawRequest()
    const kind = `${method} ${path.replace(/\?.*/, '').split('/').slice(0, 4).join('/')}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  expect([...counts.keys()]).toEqual(
    expect.arrayContaining([
      'GET /api/molecules',
      'GET /api/molecules/glycerol',
      'POST /api/mixtures/screen',
      'GET /api/predictions/best',
      'POST /api/experiments',
      'GET /api/molecules/antifreeze',
      'GET /api/faults/code',
      'GET /api/faults/query',
    ]),
  )
  const faults = (counts.get('GET /api/faults/code') ?? 0) + (counts.get('GET /api/faults/query') ?? 0)
  expect(faults / 20_000).toBeLessThan(0.01)
})

it('draws only mixtures that leave water', () => {
  for (let draw = 0; draw < 2_000; draw++) {
    const { path, body } = drawRequest()
    if (path !== '/api/mixtures/screen') continue
    const { components } = body as { components: { massFraction?: number }[] }
    const total = components.reduce((sum, { massFraction = 0 }) => sum + massFraction, 0)
    expect(total).toBeLessThanOrEqual(0.6)
  }
})
