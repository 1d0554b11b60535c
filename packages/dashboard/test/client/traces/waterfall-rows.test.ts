import { describe, expect, it } from 'vitest'
import type { StoredSpanData } from '../../../src/client/traces/trace-data.ts'
import { toWaterfall } from '../../../src/client/traces/waterfall-rows.ts'

function span(spanId: string, parentSpanId: string, startMs: number): StoredSpanData {
  return {
    traceId: 't',
    spanId,
    parentSpanId,
    name: spanId,
    kind: 1,
    startMs,
    endMs: startMs + 1,
    status: 'unset',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    service: 's',
  }
}

function shape(...spans: StoredSpanData[]): string[] {
  return toWaterfall(spans).map(({ span: { spanId }, depth }) => `${'-'.repeat(depth)}${spanId}`)
}

describe('a waterfall', () => {
  it('has each span below its parent, in the order of their beginnings', () => {
    expect(
      shape(span('late', 'root', 5), span('root', '', 0), span('leaf', 'early', 2), span('early', 'root', 1)),
    ).toEqual(['root', '-early', '--leaf', '-late'])
  })

  it('takes a span whose parent never came for a root', () => {
    expect(shape(span('a', 'gone', 0), span('b', 'a', 1))).toEqual(['a', '-b'])
  })

  it('has every span once, whatever the parents say', () => {
    expect(shape(span('self', 'self', 0), span('x', 'y', 1), span('y', 'x', 2))).toHaveLength(3)
    expect(shape(span('same', '', 0), span('same', '', 1))).toEqual(['same', 'same'])
  })

  it('is made of a very deep trace', () => {
    const deep = Array.from({ length: 20_000 }, (_, index) =>
      span(`s${index}`, index === 0 ? '' : `s${index - 1}`, index),
    )
    expect(toWaterfall(deep).at(-1)?.depth).toBe(19_999)
  })
})
