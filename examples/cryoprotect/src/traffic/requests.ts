import { CRYOPROTECTANTS } from '../data/cryoprotectants.ts'

/** One request of the traffic script. */
export interface TrafficRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
}

interface Kind {
  /** Share of the traffic; all shares together need not be 1. */
  readonly weight: number
  readonly create: () => TrafficRequest
}

const KINDS: readonly Kind[] = [
  { weight: 24, create: () => get('/api/molecules') },
  { weight: 18, create: () => get(`/api/molecules/${randomMolecule()}`) },
  { weight: 12, create: () => get(`/api/molecules/${randomMolecule()}/descriptors`) },
  { weight: 10, create: () => get(`/api/molecules/${randomMolecule()}/reference`) },
  { weight: 14, create: () => post('/api/mixtures/screen', { components: randomComponents() }) },
  { weight: 8, create: () => get('/api/mixtures?limit=20') },
  { weight: 5, create: () => get(`/api/mixtures/${1 + randomInteger(200)}`) },
  { weight: 5, create: () => get('/api/predictions/best?limit=10') },
  { weight: 3, create: () => post('/api/experiments', randomExperiment()) },
  // Clients' mistakes, and now and then a failure of the API itself.
  { weight: 0.6, create: () => get('/api/molecules/antifreeze') },
  { weight: 0.6, create: () => post('/api/mixtures/screen', { components: [{ molecule: 'glycerol' }] }) },
  { weight: 0.2, create: () => get('/api/faults/code') },
  { weight: 0.1, create: () => get('/api/faults/query') },
]

const TOTAL = KINDS.reduce((sum, { weight }) => sum + weight, 0)

/** Draws the next request. */
export function drawRequest(): TrafficRequest {
  let left = Math.random() * TOTAL
  for (const { weight, create } of KINDS) {
    left -= weight
    if (left < 0) return create()
  }
  return get('/api/molecules')
}

function get(path: string): TrafficRequest {
  return { method: 'GET', path }
}

function post(path: string, body: unknown): TrafficRequest {
  return { method: 'POST', path, body }
}

function randomInteger(below: number): number {
  return Math.floor(Math.random() * below)
}

function randomMolecule(): string {
  return encodeURIComponent(CRYOPROTECTANTS[randomInteger(CRYOPROTECTANTS.length)]?.id ?? '')
}

/** Two substances at whole percents: a bounded number of different mixtures, however long the traffic runs. */
function randomComponents(): { molecule: string; massFraction: number }[] {
  const first = randomInteger(CRYOPROTECTANTS.length)
  const second = (first + 1 + randomInteger(3)) % CRYOPROTECTANTS.length
  return [first, second].map((index) => ({
    molecule: CRYOPROTECTANTS[index]?.id ?? '',
    massFraction: (1 + randomInteger(30)) / 100,
  }))
}

function randomExperiment(): Record<string, unknown> {
  return {
    mixtureId: 1 + randomInteger(100),
    glassTransitionKelvin: 140 + randomInteger(30),
    coolingRateKelvinPerMinute: 10,
    note: 'simulated by the traffic script',
  }
}
