import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createApp } from '../../src/api/create-app.ts'
import { listen } from '../../src/api/listen.ts'
import type { Reference } from '../../src/api/reference-client.ts'
import { CRYOPROTECTANTS } from '../../src/data/cryoprotectants.ts'
import { createDatabase, type Database } from '../../src/database/database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { createSchema } from '../../src/database/schema.ts'
import { seedMolecules } from '../../src/database/seed-molecules.ts'
import { allSolutes } from '../solutes.ts'

let postgres: EmbeddedPostgres
let database: Database
let server: Server
let url: string
let reference: Reference | null = null

beforeAll(async () => {
  postgres = await startEmbeddedPostgres()
  database = createDatabase(postgres.url, 'test')
  const solutes = allSolutes()
  await createSchema(database)
  await seedMolecules(database, CRYOPROTECTANTS, solutes)
  server = createServer(createApp({ database, solutes, findReference: async () => reference }))
  url = await listen(server, 0, '127.0.0.1')
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
  await database.end()
  await postgres.stop()
})

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function get(path: string): Promise<Answer> {
  const response = await fetch(`${url}${path}`)
  return { status: response.status, body: await response.json() }
}

async function post(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

const mixture = {
  components: [
    { molecule: 'glycerol', massFraction: 0.3 },
    { molecule: 'trehalose', massFraction: 0.2 },
  ],
}

describe('molecules', () => {
  it('are listed and found', async () => {
    const { status, body } = await get('/api/molecules')
    expect(status).toBe(200)
    expect(body).toHaveLength(CRYOPROTECTANTS.length)
    expect(await get('/api/molecules/1,2-butanediol')).toMatchObject({
      status: 200,
      body: { formula: 'C4H10O2' },
    })
    expect(await get('/api/molecules/antifreeze')).toEqual({
      status: 404,
      body: { error: 'No molecule has the id antifreeze' },
    })
  })

  it('have descriptors', async () => {
    expect(await get('/api/molecules/glycerol/descriptors')).toMatchObject({
      status: 200,
      body: { hydrogenBondDonors: 3, charged: false },
    })
  })

  it('have a reference if the service knows them', async () => {
    reference = { casNumber: '56-81-5', molarMass: 92.094, origin: 'service' }
    expect(await get('/api/molecules/glycerol/reference')).toEqual({ status: 200, body: reference })
    reference = null
    expect(await get('/api/molecules/glycerol/reference')).toMatchObject({ status: 404 })
  })
})

describe('mixtures', () => {
  it('are screened, found and listed', async () => {
    const { status, body } = await post('/api/mixtures/screen', mixture)
    expect(status).toBe(201)
    const { id, prediction } = body as { id: string; prediction: Record<string, unknown> }
    expect(prediction).toMatchObject({ permeability: 'moderate', permeatingShare: 0.6 })
    expect(prediction['glassTransitionKelvin']).toBeCloseTo(159.67, 1)
    expect(await get(`/api/mixtures/${id}`)).toMatchObject({
      status: 200,
      body: { id, ...mixture, prediction },
    })
    expect(await get('/api/mixtures?limit=1')).toMatchObject({ status: 200, body: [{ id }] })
    expect(await get('/api/predictions/best?limit=1')).toMatchObject({ status: 200, body: [{ id }] })
  })

  it('take experiments', async () => {
    const { body } = await post('/api/mixtures/screen', mixture)
    const { id: mixtureId } = body as { id: string }
    const experiment = { mixtureId, glassTransitionKelvin: 158, coolingRateKelvinPerMinute: 10 }
    expect(await post('/api/experiments', experiment)).toMatchObject({ status: 201, body: { mixtureId } })
    expect(await post('/api/experiments', { ...experiment, mixtureId: 999_999 })).toMatchObject({
      status: 404,
    })
  })

  it.each([
    ['an unknown molecule', { components: [{ molecule: 'antifreeze', massFraction: 0.1 }] }],
    ['no components', {}],
    ['no JSON', '{'],
  ])('refuse %s', async (_what, body) => {
    const answer = await post('/api/mixtures/screen', body)
    expect(answer).toEqual({ status: 400, body: { error: expect.any(String) as string } })
  })

  it('refuse what is no id', async () => {
    expect(await get('/api/mixtures/one')).toMatchObject({ status: 400 })
    expect(await get('/api/mixtures/999999')).toMatchObject({ status: 404 })
  })
})

describe('failures', () => {
  it.each(['code', 'query'])('of the API itself tell nothing of its inside: %s', async (kind) => {
    expect(await get(`/api/faults/${kind}`)).toEqual({ status: 500, body: { error: 'Something went wrong' } })
  })

  it('of a path are 404', async () => {
    expect(await get('/api/nothing')).toEqual({ status: 404, body: { error: 'Nothing is at /api/nothing' } })
  })
})
