import { describeException } from '@cryo/conventions/redaction'
import { describe, expect, it, vi } from 'vitest'

import { fingerprint } from '../src/fingerprint.ts'
import { maskMessage } from '../src/mask-message.ts'

function groupOf(stack: string, message = 'm', type = 'Error'): string {
  return fingerprint({ type, message, stack })
}

function loadUser(id: number): Error {
  return new Error(`user ${id} not found`)
}

function saveUser(id: number): Error {
  return new Error(`user ${id} not found`)
}

describe('with frames of the application', () => {
  it('is one group per place, whatever the message', () => {
    const groups = [1, 2, 3].map((id) => fingerprint(describeException(loadUser(id))))
    expect(new Set(groups).size).toBe(1)
    expect(groups[0]).toMatch(/^[0-9a-f]{16}$/)
    expect(fingerprint(describeException(saveUser(1)))).not.toBe(groups[0])
  })

  it('is another group for another type', () => {
    const stack = 'x\n    at load (/app/a.js:1:2)'
    expect(groupOf(stack, 'm', 'TypeError')).not.toBe(groupOf(stack))
  })

  it.each([
    ['another line', 'Error: m\n    at load (/app/a.js:99:3)\n    at main (/app/b.js:7:1)'],
    ['a file URL', 'Error: m\n    at load (file:///app/a.js:1:2)\n    at main (file:///app/b.js:1:2)'],
    [
      'dependencies between',
      'Error: m\n    at load (/app/a.js:1:2)\n    at run (/app/node_modules/x/i.js:1:2)\n    at main (/app/b.js:1:2)',
    ],
    [
      'Node.js between',
      'Error: m\n    at load (/app/a.js:1:2)\n    at Module._compile (node:internal/modules:1:2)\n    at Array.map (<anonymous>)\n    at main (/app/b.js:1:2)',
    ],
    ['await', 'Error: m\n    at async load (/app/a.js:1:2)\n    at async main (/app/b.js:1:2)'],
    ['an alias', 'Error: m\n    at load [as handler] (/app/a.js:1:2)\n    at Object.main (/app/b.js:1:2)'],
    [
      'recursion',
      'Error: m\n    at load (/app/a.js:1:2)\n    at load (/app/a.js:1:2)\n    at load (/app/a.js:1:2)\n    at main (/app/b.js:1:2)',
    ],
    ['a query', 'Error: m\n    at load (/app/a.js?t=123:1:2)\n    at main (/app/b.js:1:2)'],
    [
      'another cause',
      'Error: m\n    at load (/app/a.js:1:2)\n    at main (/app/b.js:1:2)\nCaused by: Error: c\n    at other (/app/c.js:1:2)',
    ],
  ])('is the same group with %s', (_name, stack) => {
    expect(groupOf(stack)).toBe(groupOf('Error: m\n    at load (/app/a.js:1:2)\n    at main (/app/b.js:1:2)'))
  })

  it('is the same group wherever the application is installed', () => {
    const here = process.cwd()
    expect(groupOf(`Error\n    at load (${here}/src/a.js:1:2)`)).toBe(
      groupOf('Error\n    at load (src/a.js:1:2)'),
    )
    expect(groupOf('Error\n    at load (/app/chunk-AB12CD34.js:1:2)')).toBe(
      groupOf('Error\n    at load (/app/chunk-ZZ99YY88.js:1:2)'),
    )
    expect(groupOf('Error\n    at load (C:\\app (x86)\\a.js:1:2)')).toBe(
      groupOf('Error\n    at load (C:/app (x86)/a.js:1:2)'),
    )
  })

  it.each([
    ['functions without a name', '/app/a.js:1:2', '/app/a.js:9:2'],
    ['timers', 'Timeout._onTimeout (/app/a.js:1:2)', 'Timeout._onTimeout (/app/a.js:9:2)'],
    ['listeners', 'Socket.<anonymous> (/app/a.js:1:2)', 'Server.<anonymous> (/app/a.js:9:2)'],
    ['what was minified', 't (/app/a-1a2b3c4d.js:1:9000)', 'n (/app/a-9f8e7d6c.js:1:9100)'],
  ])('tells %s by their message, which outlives the next edit', (_name, one, other) => {
    expect(groupOf(`Error\n    at ${one}`, 'row 1 is empty')).toBe(
      groupOf(`Error\n    at ${other}`, 'row 2 is empty'),
    )
    expect(groupOf(`Error\n    at ${one}`, 'row 1 is empty')).not.toBe(
      groupOf(`Error\n    at ${one}`, 'no rows'),
    )
  })

  it('tells what a package throws in one place by its message', () => {
    const stack = 'Error\n    at query (/app/node_modules/pg/client.js:1:2)\n    at load (/app/a.js:1:2)'
    expect(groupOf(stack, 'deadlock detected')).not.toBe(groupOf(stack, 'too many clients'))
    expect(groupOf(stack, 'no row 1')).toBe(groupOf(stack, 'no row 2'))
  })

  it('tells kinds of causes apart', () => {
    const stack = 'Error\n    at load (/app/a.js:1:2)\nCaused by: '
    expect(groupOf(`${stack}SyntaxError: x`)).not.toBe(groupOf(`${stack}TypeError: x`))
    expect(groupOf(`${stack}Error: connect ECONNREFUSED ::1:1`)).not.toBe(
      groupOf(`${stack}Error: read ECONNRESET`),
    )
    expect(groupOf(`${stack}Error: connect ECONNREFUSED ::1:1`)).toBe(
      groupOf(`${stack}Error: connect ECONNREFUSED 127.0.0.1:2`),
    )
  })

  it('is the same group after the application has gone elsewhere, or its folder has gone', () => {
    const stack = `Error\n    at load (${process.cwd()}/src/a.js:1:2)`
    const before = groupOf(stack)
    const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT')
    })
    try {
      expect(groupOf(stack)).toBe(before)
    } finally {
      cwd.mockRestore()
    }
  })

  it('tells callers of a shared function apart', () => {
    const shared = 'Error\n    at fail (/app/fail.js:1:2)\n    at'
    expect(groupOf(`${shared} load (/app/a.js:1:2)`)).not.toBe(groupOf(`${shared} save (/app/a.js:1:2)`))
  })
})

describe('without', () => {
  it.each([
    ['User 42 not found', 'User 7 not found'],
    ["No column 'price' in table", "No column 'name' in table"],
    ['No such file: /data/run-1/a.csv', 'No such file: /srv/b.csv'],
    ['No such file: data/alpha.csv', 'No such file: data/beta.csv'],
    ['GET https://a.example/x failed', 'GET http://b.example/y?z=1 failed'],
    ['CHEMBL25 has no SMILES', 'CHEMBL1201585 has no SMILES'],
    ['job 0b9d6f3e-5a52-4d3c-9d53-0d3a7a0c1c11 died', 'job 9f0c8d1e-1111-4222-8333-abcdefabcdef died'],
    ['commit deadbeef gone', 'commit cafebabe gone'],
    ['timeout after 30s', 'timeout after 1.5s'],
    ['bob@example.org is taken', 'ann@example.com is taken'],
    ['too   many\nspaces', 'too many spaces'],
  ])('one group: %s / %s', (one, other) => {
    expect(maskMessage(one)).toBe(maskMessage(other))
    const described = [one, other].map((message) => fingerprint({ type: 'E', message, stack: undefined }))
    expect(described[0]).toBe(described[1])
  })

  it.each([
    ['User 42 not found', 'User 42 not saved'],
    ["can't open", "won't open"],
    ['disk full', 'no space'],
  ])('two groups: %s / %s', (one, other) => {
    const described = [one, other].map((message) => fingerprint({ type: 'E', message, stack: undefined }))
    expect(described[0]).not.toBe(described[1])
  })

  it('takes the message where all frames are of dependencies', () => {
    const stack = 'Error\n    at x (/app/node_modules/pg/i.js:1:2)\n    at node:internal/timers:1:2'
    expect(groupOf(stack, 'one')).toBe(fingerprint({ type: 'Error', message: 'one', stack: undefined }))
    expect(groupOf(stack, 'one')).not.toBe(groupOf(stack, 'two'))
  })

  it('is bounded by the beginning of the message', () => {
    const long = 'x'.repeat(512)
    expect(maskMessage(`${long}a`)).toBe(maskMessage(`${long}b`))
  })
})
