import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { DROP_REASONS } from '@cryo/conventions'
import { describe, expect, it } from 'vitest'

import { AsyncContextManager } from '../../src/context-manager.ts'
import { RecordedSpan } from '../../src/trace/recorded-span.ts'
import { HOSTILE_VALUES } from './hostile-values.ts'
import { createTracingRig } from './tracing-rig.ts'

const cases = Object.entries(HOSTILE_VALUES)

function startSpan(): RecordedSpan {
  return createTracingRig().provider.getTracer('test').startSpan('span') as RecordedSpan
}

describe('a tracer', () => {
  it.each(cases)('makes a span whatever it is given: %s', (_name, value) => {
    const { provider, recording, countRecords } = createTracingRig()
    const any = value as never
    const tracer = provider.getTracer('test')
    const spans = [
      provider.getTracer(any, any).startSpan('scope'),
      tracer.startSpan(any),
      tracer.startSpan('options', any),
      tracer.startSpan('context', {}, any),
      tracer.startSpan('links', { links: [any] }),
      tracer.startSpan('parent', {}, trace.setSpanContext(ROOT_CONTEXT, remote(value))),
      ...(['kind', 'attributes', 'links', 'startTime', 'root'] as const).map((option) =>
        tracer.startSpan(option, { [option]: value }),
      ),
    ]
    for (const span of spans) {
      span.end()
      expect(span.isRecording()).toBe(false)
      span.end()
    }
    const { control } = recording
    expect(control.counted('traces', 'produced')).toBe(spans.length)
    for (const reason of DROP_REASONS) expect(control.counted('traces', reason)).toBe(0)
    expect(countRecords('span')).toBe(spans.length)
  })

  it.each(cases)('runs the function of an active span whatever else it is given: %s', (_name, value) => {
    const tracer = createTracingRig().provider.getTracer('test')
    const any = value as never
    expect(tracer.startActiveSpan('options', any, () => 1)).toBe(1)
    expect(tracer.startActiveSpan('context', {}, any, () => 2)).toBe(2)
  })

  it('keeps to the kinds there are', () => {
    const tracer = createTracingRig().provider.getTracer('test')
    const kindOf = (kind: unknown): SpanKind =>
      (tracer.startSpan('span', { kind: kind as SpanKind }) as RecordedSpan).kind
    expect([SpanKind.CLIENT, 99, -1, 'CLIENT'].map(kindOf)).toEqual([SpanKind.CLIENT, 0, 0, 0])
  })
})

describe('a span', () => {
  it.each(cases)('takes anything in any place: %s', (_name, value) => {
    const any = value as never
    const span = startSpan()
    span.setAttribute(any, 1)
    span.setAttribute('value', any)
    span.setAttributes(any)
    span.setAttributes({ value: any })
    span.addEvent(any)
    span.addEvent('event', any)
    span.addEvent('event', { value: any }, any)
    span.addLink(any)
    span.addLink({ context: any, attributes: any })
    span.addLinks(any)
    span.addLinks([any])
    span.setStatus(any)
    span.setStatus({ code: any, message: any })
    span.updateName(any)
    span.recordException(any)
    span.recordException({ name: any, message: any, stack: any, code: any })
    span.recordException(new Error('x'), any)
    span.end(any)
    expect(span.isRecording()).toBe(false)
    expect(typeof span.name).toBe('string')
    expect([0, 1, 2]).toContain(span.status.code)
    expect(span.endMs).toBeGreaterThanOrEqual(span.startMs)
    expect(span.endMs - span.startMs).toBeLessThan(60_000)
  })

  it('takes a key __proto__ for data', () => {
    const span = startSpan()
    span.setAttribute('__proto__', ['a'])
    span.setAttributes(JSON.parse('{"__proto__":"b","c":"d"}'))
    expect(Object.entries(span.attributes)).toEqual([
      ['__proto__', 'b'],
      ['c', 'd'],
    ])
    expect(Object.getPrototypeOf(span.attributes)).toBe(Object.prototype)
  })

  it('counts what it refuses', () => {
    const span = startSpan()
    span.setAttribute('object', {})
    span.setAttributes({ big: 1n, nothing: undefined, long: Array.from({ length: 5000 }, () => 1) })
    span.addLink({ context: { traceId: 'é'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } })
    expect(span.droppedAttributesCount).toBe(3)
    expect(span.droppedLinksCount).toBe(1)
    expect(span.attributes).toEqual({})
  })

  it('ends when it is told an end that is no time', () => {
    const { provider, recording } = createTracingRig()
    const span = provider.getTracer('test').startSpan('span', { startTime: Number.NaN })
    span.end(Number.NaN)
    span.end()
    expect(recording.control.counted('traces', 'produced')).toBe(1)
  })
})

describe('the context manager', () => {
  it.each(cases)('takes anything for a context: %s', (_name, value) => {
    const manager = new AsyncContextManager()
    const context = value as Context
    expect(manager.with(context, () => manager.active())).toBe(ROOT_CONTEXT)
    expect(manager.bind(context, () => manager.active())()).toBe(ROOT_CONTEXT)
    expect(Object.is(manager.bind(ROOT_CONTEXT, value), value) || typeof value === 'function').toBe(true)
    manager.attach(context).dispose()
    expect(manager.active()).toBe(ROOT_CONTEXT)
  })
})

function remote(value: unknown): never {
  return {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags: value,
    traceState: value,
    isRemote: value,
  } as never
}
