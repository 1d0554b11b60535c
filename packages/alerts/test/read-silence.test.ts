import { describe, expect, it } from 'vitest'

import { readSilence } from '../src/index.ts'

const NOW = Date.parse('2026-11-26T10:00:00Z')
const OK = { seconds: 60, comment: 'maintenance' }

function problemsOf(target: unknown, options: unknown): string {
  try {
    readSilence(target, options, NOW)
    return 'none'
  } catch (error) {
    return (error as Error).message
  }
}

describe('a silence', () => {
  it('is of one alert by its name, or of what matchers say', () => {
    expect(readSilence('BatchStalled', OK, NOW)).toEqual({
      matchers: [{ name: 'alertname', value: 'BatchStalled', isRegex: false, isEqual: true }],
      endsMs: NOW + 60_000,
      comment: 'maintenance',
    })
    const matchers = [
      { name: 'cryo_job_name', value: 'screen.*', isRegex: true },
      { name: 'severity', value: 'critical', isEqual: false },
    ]
    expect(readSilence(matchers, OK, NOW).matchers).toEqual([
      { name: 'cryo_job_name', value: 'screen.*', isRegex: true, isEqual: true },
      { name: 'severity', value: 'critical', isRegex: false, isEqual: false },
    ])
  })

  it('ends after seconds or at a time: a Date, an ISO text, Unix milliseconds', () => {
    const until = new Date(NOW + 5000)
    for (const end of [until, until.toISOString(), until.getTime()])
      expect(readSilence('A', { until: end, comment: 'c' }, NOW).endsMs).toBe(NOW + 5000)
  })

  it.each([
    ['', OK, 'matchers'],
    [undefined, OK, 'matchers is undefined'],
    [[], OK, 'matchers is an array: expected the name of an alert, or 1 to 32 matchers'],
    [[null], OK, 'matchers[0].name is undefined'],
    [[{ name: '1x', value: 'y' }], OK, 'matchers[0].name is "1x": expected the name of a label'],
    [[{ name: 'x', value: 5 }], OK, 'matchers[0].value is 5'],
    [Array.from({ length: 10_000 }, () => ({ name: '', value: 5 })), OK, 'or 1 to 32 matchers'],
    [[{ name: 'x'.repeat(257), value: 'y' }], OK, 'matchers[0].name is "xxx'],
    [[{ name: Symbol('x'), value: Object.create(null) }], OK, 'matchers[0].name is a symbol'],
    [[{ name: 'x', value: '(', isRegex: true }], OK, 'expected a regular expression of RE2'],
    [[{ name: 'x', value: '(?!a)b', isRegex: true }], OK, 'expected a regular expression of RE2'],
    [[{ name: 'x', value: String.raw`(a)\1`, isRegex: true }], OK, 'expected a regular expression of RE2'],
    [[{ name: 'x', value: '.*', isRegex: true }], OK, 'a missing label does not match'],
    [[{ name: 'x', value: 'y', isEqual: false }], OK, 'a missing label does not match'],
    ['A', undefined, 'either seconds or until'],
    ['A', { seconds: 5, until: NOW + 1, comment: 'c' }, 'either seconds or until'],
    ['A', { seconds: Number.NaN, comment: 'c' }, 'seconds is NaN'],
    ['A', { seconds: 1e12, comment: 'c' }, 'at most ten years'],
    ['A', { seconds: Symbol('s'), comment: 'c' }, 'seconds is a symbol'],
    ['A', { until: NOW - 1, comment: 'c' }, 'a time in the next ten years'],
    ['A', { until: 'tomorrow', comment: 'c' }, 'a time in the next ten years'],
    ['A', { seconds: 5 }, 'comment is undefined'],
    ['A', { seconds: 5, comment: ' ' }, 'that says why'],
  ])('of %j with %j is refused: %s', (target, options, problem) => {
    expect(problemsOf(target, options)).toContain(problem)
  })

  it('has whole characters, as Alertmanager makes them', () => {
    const silence = readSilence('a\ud800', { seconds: 5, comment: '\udfff' }, NOW)
    expect(silence).toMatchObject({ matchers: [{ value: 'a\ufffd' }], comment: '\ufffd' })
  })

  it('may have the flags of RE2', () => {
    expect(problemsOf([{ name: 'x', value: '(?i)screen', isRegex: true }], OK)).toBe('none')
  })

  it.each(['[(?=]x', String.raw`\\\(?=`, '(?:a|b)c'])('may use what RE2 has: %s', (value) => {
    expect(problemsOf([{ name: 'x', value, isRegex: true }], OK)).toBe('none')
  })

  it('with an expression that takes for ever is refused at once', () => {
    const value = String.raw`(?:a?|b?){40}\b`
    expect(problemsOf([{ name: 'x', value, isRegex: true }], OK)).toContain(
      'expected a regular expression of RE2',
    )
  })
})
