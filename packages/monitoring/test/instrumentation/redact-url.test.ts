import { describe, expect, test } from 'vitest'

import { MAX_URL_LENGTH, redactQuery, redactTarget } from '../../src/instrumentation/redact-url.ts'

describe('a query', () => {
  test.each([
    'AWSAccessKeyId',
    'Signature',
    'sig',
    'X-Goog-Signature',
    'X-Amz-Security-Token',
    'api_key',
    'apiKey',
    'key',
    'access_token',
    'user[password]',
    'PASSWD',
    'client_secret',
    'code',
    'auth',
    'session',
    'jwt',
  ])('does not tell the value of %s', (key) => {
    expect(redactQuery(`a=1&${key}=hunter2&b=2`)).toBe(`a=1&${key}=REDACTED&b=2`)
  })

  test.each(['q', 'author', 'design', 'zipcode', 'keyword', 'page', 'monkey'])('tells that of %s', (key) => {
    expect(redactQuery(`${key}=1`)).toBe(`${key}=1`)
  })

  test.each(['', '&&', 'token', '=x', 'a=b=c', 'flag&x=1'])('%s is kept as it is', (query) => {
    expect(redactQuery(query)).toBe(query)
  })

  test('ends somewhere', () => {
    expect(redactQuery('x'.repeat(100_000))).toHaveLength(MAX_URL_LENGTH)
    for (let i = 0; i < 2000; i++) redactQuery(`k${i}=1`)
    expect(redactQuery('token=1')).toBe('token=REDACTED')
  })
})

test('a target keeps its path', () => {
  expect(redactTarget('/a/b')).toBe('/a/b')
  expect(redactTarget('/a?token=1')).toBe('/a?token=REDACTED')
  expect(redactTarget(`/${'x'.repeat(5000)}?a=1`)).toHaveLength(MAX_URL_LENGTH + 4)
})
