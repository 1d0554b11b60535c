import { createSeededRandom } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { countLogRecords, decodeMetrics, decodeTraces, type OtlpContentType } from '../../src/otlp/decode.ts'
import type { DecodedTraces } from '../../src/otlp/decoded.ts'
import { OtlpDecodeError } from '../../src/otlp/otlp-decode-error.ts'
import { encodeMetrics } from '../../src/otlp/protobuf/encode-metrics.ts'
import { encodeTraces } from '../../src/otlp/protobuf/encode-traces.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { METRICS, TRACES } from './sample-telemetry.ts'

const ROUNDS = 1500
/** A body of a kilobyte or two has no more than this many pauses; more would be a loop without end. */
const MAX_STEPS = 100

const DECODERS: Record<string, (body: Uint8Array, contentType: OtlpContentType) => void> = {
  traces: (body, contentType) => finish(decodeTraces(body, contentType)),
  metrics: (body, contentType) => finish(decodeMetrics(body, contentType)),
  logs: (body, contentType) => void countLogRecords(body, contentType),
}

function finish(steps: Generator<undefined, unknown, undefined>): void {
  for (let count = 0; steps.next().done !== true; count++) {
    if (count > MAX_STEPS) throw new Error('no end')
  }
}

/** Flips, sets, cuts, repeats or inserts a few bytes. */
function mutate(body: Uint8Array, random: () => number): Uint8Array {
  let bytes = [...body]
  const at = (): number => Math.floor(random() * bytes.length)
  for (let count = Math.ceil(random() * 4); count > 0; count--) {
    const kind = Math.floor(random() * 6)
    if (kind === 0) bytes[at()] = Math.floor(random() * 256)
    else if (kind === 1) flipBit(bytes, at(), Math.floor(random() * 8))
    else if (kind === 2) bytes = bytes.slice(0, at())
    else if (kind === 3) bytes.splice(at(), Math.floor(random() * 20))
    else if (kind === 4) bytes.splice(at(), 0, ...bytes.slice(at(), at() + 40))
    else bytes.splice(at(), 0, 0xff, 0xff, 0xff, 0xff, 0x7f)
  }
  return Uint8Array.from(bytes)
}

function flipBit(bytes: number[], index: number, bit: number): void {
  bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
}

/** The outcomes of a seed: what was decoded, what was refused, and what should never be. */
function fuzz(body: Uint8Array, contentType: OtlpContentType, seed: number): Record<string, number> {
  const random = createSeededRandom(seed)
  const outcomes: Record<string, number> = {}
  for (let round = 0; round < ROUNDS; round++) {
    const mutated = mutate(body, random)
    for (const [signal, decodeSignal] of Object.entries(DECODERS)) {
      let outcome = 'decoded'
      try {
        decodeSignal(mutated, contentType)
      } catch (error) {
        const isRefusal = error instanceof OtlpDecodeError && error.message.length > 5
        outcome = isRefusal ? 'refused' : `${signal}, round ${round}: ${String(error)}`
      }
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  return outcomes
}

/** Uint8Array and bigint have no JSON of their own; the shapes here are only what a decoder walks. */
const JSON_TRACES = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          scope: { name: 'lib' },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              kind: 2,
              startTimeUnixNano: '1763800000123456789',
              attributes: [
                { key: 'a', value: { arrayValue: { values: [{ intValue: '1' }, { doubleValue: 0.5 }] } } },
              ],
              events: [{ timeUnixNano: '1', name: 'e' }],
              links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
              status: { code: 2, message: 'm' },
            },
          ],
        },
      ],
    },
  ],
}
const JSON_METRICS = {
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'h',
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    timeUnixNano: '1763800000123456789',
                    count: '3',
                    bucketCounts: ['1', '2'],
                    explicitBounds: [1],
                  },
                ],
              },
            },
            {
              name: 's',
              summary: { dataPoints: [{ timeUnixNano: '5', quantileValues: [{ quantile: 0.5, value: 1 }] }] },
            },
          ],
        },
      ],
    },
  ],
}

describe.each([
  ['traces in protobuf', encodeTraces(TRACES), 'application/x-protobuf', 1],
  ['metrics in protobuf', encodeMetrics(METRICS), 'application/x-protobuf', 2],
  ['traces in JSON', Buffer.from(JSON.stringify(JSON_TRACES)), 'application/json', 3],
  ['metrics in JSON', Buffer.from(JSON.stringify(JSON_METRICS)), 'application/json', 4],
] as const)('%s, mutated', (_, body, contentType, seed) => {
  it(`decodes or is refused with a reason, in ${ROUNDS} mutations of seed ${seed}`, () => {
    const { decoded, refused, ...surprises } = fuzz(body, contentType, seed)
    expect(surprises).toEqual({})
    expect(decoded).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(ROUNDS / 2)
  })
})

describe('an encoder', () => {
  it('encodes anew whatever was decoded from a mutated body', () => {
    const random = createSeededRandom(5)
    let compared = 0
    for (let round = 0; round < ROUNDS; round++) {
      const mutated = mutate(encodeTraces(TRACES), random)
      let decoded: DecodedTraces
      try {
        decoded = decode(mutated)
      } catch {
        continue
      }
      compared++
      expect(decode(encodeTraces(decoded.resourceSpans)).resourceSpans).toEqual(decoded.resourceSpans)
    }
    expect(compared).toBeGreaterThan(100)
  })
})

function decode(
  body: Uint8Array,
): ReturnType<typeof runSteps<import('../../src/otlp/decoded.ts').DecodedTraces>> {
  return runSteps(decodeTraces(body, 'application/x-protobuf'))
}
