import { describe, expect, it } from 'vitest'
import { encodeResponse, encodeStatus } from '../src/otlp-reply.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const parsed = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString())

// The expected bytes follow google/rpc/status.proto and opentelemetry/proto/collector: field numbers 1 and 2.
describe('google.rpc.Status', () => {
  it('is code (1) and message (2)', () => {
    expect(hex(encodeStatus(PROTOBUF, 3, 'no'))).toBe('080312026e6f')
    expect(parsed(encodeStatus(JSON_TYPE, 3, 'no'))).toEqual({ code: 3, message: 'no' })
  })

  it('carries messages longer than a byte of length tells, in UTF-8', () => {
    const message = 'ü'.repeat(100)
    expect(hex(encodeStatus(PROTOBUF, 13, message))).toBe(`080d12c801${'c3bc'.repeat(100)}`)
  })
})

describe('an export response', () => {
  it('is empty when all was taken', () => {
    expect(encodeResponse(PROTOBUF, 'traces', 0, '')).toHaveLength(0)
    expect(parsed(encodeResponse(JSON_TYPE, 'traces', 0, ''))).toEqual({})
  })

  it('tells how many items were rejected and why', () => {
    expect(hex(encodeResponse(PROTOBUF, 'metrics', 300, 'old'))).toBe('0a0808ac0212036f6c64')
    expect(parsed(encodeResponse(JSON_TYPE, 'metrics', 300, 'old'))).toEqual({
      partialSuccess: { rejectedDataPoints: '300', errorMessage: 'old' },
    })
    expect(parsed(encodeResponse(JSON_TYPE, 'traces', 1, ''))).toHaveProperty(
      'partialSuccess.rejectedSpans',
      '1',
    )
    expect(parsed(encodeResponse(JSON_TYPE, 'logs', 1, ''))).toHaveProperty(
      'partialSuccess.rejectedLogRecords',
      '1',
    )
  })

  it('may warn without a rejection', () => {
    expect(hex(encodeResponse(PROTOBUF, 'logs', 0, 'hm'))).toBe('0a041202686d')
  })
})
