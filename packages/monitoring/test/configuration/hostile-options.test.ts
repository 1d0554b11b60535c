import { describe, expect, it } from 'vitest'

import { ConfigurationError } from '@cryo/conventions/configuration'
import { OPTION_GROUPS, OPTION_PATHS } from '../../src/configuration/option-table.ts'
import type { MonitoringOptions } from '../../src/configuration/options.ts'
import { inspectConfiguration, resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

const THROWS = {
  get: () => {
    throw new Error('get')
  },
  ownKeys: () => {
    throw undefined
  },
}

/** Things that break code that looks at them carelessly. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  NaN,
  Infinity,
  1e308,
  2n ** 70n,
  '',
  ' ',
  '\0',
  '\u202e',
  '\ud800',
  '__proto__',
  'constructor',
  'x'.repeat(1e5),
  '://@?'.repeat(1e4),
  Symbol('s'),
  () => {},
  [],
  [[]],
  Array.from({ length: 3 }),
  [null],
  {},
  Object.create(null),
  { toString: null, valueOf: null },
  { toJSON: () => THROWS.get() },
  { length: 1e9 },
  { [Symbol.toStringTag]: 'Object', a: 1 },
  Object.defineProperty({}, 'x', { enumerable: true, get: THROWS.get }),
  Object.defineProperty({}, Symbol.toStringTag, { get: THROWS.get }),
  new Proxy({}, THROWS),
  new Proxy([], THROWS),
  new Proxy(/x/, THROWS),
  revoked({}),
  revoked([]),
  revoked(() => {}),
  new Map([['port', 1]]),
  new Set([1]),
  new Date(NaN),
  /x/,
  new Error('x'),
  Promise.resolve(),
  new Uint8Array(4),
  globalThis,
]

/** Whether a line can be printed as one: short, without anything that moves the cursor. */
const isOneShortLine = (line: string): boolean => line.length < 2000 && !/[\n\r\u202e\0]/.test(line)

/** What becomes of options; anything but these two is a bug. */
const FINE = ['resolved', 'refused in one short line']

function outcome(options: unknown): unknown {
  try {
    resolveConfiguration({ options: options as MonitoringOptions, env: {} })
    return 'resolved'
  } catch (error) {
    if (!(error instanceof ConfigurationError)) return error
    return isOneShortLine(error.message) ? 'refused in one short line' : error.message
  }
}

describe('hostile values', () => {
  it.each(HOSTILE.map((value, index) => [index, value] as const))('as all options: %i', (_, value) => {
    expect(FINE).toContain(outcome(value))
  })

  it.each([...OPTION_PATHS, ...OPTION_GROUPS, 'dashboardPort', '__proto__'])('as %s', (path) => {
    const [group = '', key] = path.split('.')
    for (const value of HOSTILE) {
      for (const wrapped of [value, [value], { x: value }]) {
        const inner = key === undefined ? wrapped : { [key]: wrapped }
        const options = Object.defineProperty({}, group, { value: inner, enumerable: true })
        expect(FINE).toContain(outcome(options))
      }
    }
  })

  it.each(['redact', 'rules', 'alertmanager.externalLabels', 'dashboard.allowedHosts'])(
    'never as %s',
    (path) => {
      const [group = '', key] = path.split('.')
      for (const value of [new Proxy([], THROWS), revoked([]), [revoked({})]]) {
        expect(outcome({ [group]: key === undefined ? value : { [key]: value } })).toBe(FINE[1])
      }
    },
  )

  it('in the environment', () => {
    const texts = HOSTILE.filter((value) => typeof value === 'string')
    const names = ['CRYO_DASHBOARD_HOST', 'CRYO_RULES', 'CRYO_ALERTMANAGER_URL', 'CRYO_MONITORING_DIR']
    for (const name of [
      ...names,
      'OTEL_RESOURCE_ATTRIBUTES',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_\n',
      'CRYO_',
    ]) {
      for (const text of texts) {
        const { problems, configuration } = inspectConfiguration({ env: { [name]: text } })
        const lines = [...problems.map(({ message }) => message), ...configuration.notices]
        expect(lines.every(isOneShortLine)).toBe(true)
      }
    }
  })

  it('at random, ten thousand times', () => {
    // A fixed seed: a failure can be repeated.
    let state = 1
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const names = [...OPTION_PATHS.flatMap((path) => path.split('.')), 'dashboardPort', 'x', '__proto__']
    const pick = (depth: number): unknown => {
      if (depth === 0 || random(3) === 0) return HOSTILE[random(HOSTILE.length)]
      if (random(4) === 0) return Array.from({ length: random(3) }, () => pick(depth - 1))
      const entries = Array.from(
        { length: random(4) },
        () => [names[random(names.length)], pick(depth - 1)] as const,
      )
      return Object.fromEntries(entries)
    }
    const seen = new Set<unknown>()
    for (let round = 0; round < 10_000; round++) seen.add(outcome(pick(3)))
    expect(seen).toEqual(new Set(FINE))
  })
})
