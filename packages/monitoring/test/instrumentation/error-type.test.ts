import assert from 'node:assert'

import { expect, test } from 'vitest'

import { errorTypeOf } from '../../src/instrumentation/error-type.ts'

test.each<[string, unknown, string]>([
  ['a code', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['a name', new TypeError('x'), 'TypeError'],
  ['a number as code', new DOMException('x', 'AbortError'), 'AbortError'],
  ['a long name', Object.assign(new Error('x'), { name: 'N'.repeat(500) }), 'N'.repeat(64)],
  ['undefined', undefined, '_OTHER'],
  ['null', null, '_OTHER'],
  ['text', 'text', '_OTHER'],
  ['an empty object', {}, '_OTHER'],
  ['getters that throw', Object.defineProperty({}, 'code', { get: () => assert.fail() }), '_OTHER'],
])('%s', (_name, error, type) => {
  expect(errorTypeOf(error)).toBe(type)
})
