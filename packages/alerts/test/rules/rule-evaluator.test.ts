import { setImmediate } from 'node:timers/promises'

import type { Labels } from '@cryo/promql'
import { describe, expect, it } from 'vitest'

import { loadRules, RuleEvaluator, type RuleEvaluatorOptions } from '../../src/rules/index.ts'
import { MemorySeries } from './memory-series.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000

interface Recorded {
  readonly labels: Labels
  readonly timeMs: number
  readonly value: number | null
}

/** An evaluator of rules over series in memory, and what it recorded. */
function createEvaluator(
  rules: string,
  options: Partial<RuleEvaluatorOptions> & { readonly series?: MemorySeries; readonly group?: string } = {},
): { evaluator: RuleEvaluator; series: MemorySeries; recorded: Recorded[] } {
  const { series = new MemorySeries(), group = '', ...others } = options
  const { groups, problems } = loadRules([
    { name: 'rules.yml', text: `groups:\n  - name: g\n${group}    rules:\n${rules}` },
  ])
  expect(problems).toEqual([])
  const recorded: Recorded[] = []
  const evaluator = new RuleEvaluator({
    groups,
    source: series,
    record: (labels, timeMs, value) => {
      recorded.push({ labels, timeMs, value })
      series.append(labels, timeMs, value)
    },
    intervalMs: 10 * SECOND_MS,
    isRestored: true,
    ...others,
  })
  return { evaluator, series, recorded }
}

const statesOf = (evaluator: RuleEvaluator): string[] => evaluator.active().map(({ state }) => state)

const UP = { __name__: 'up', job: 'api' }
const DOWN_FOR_30S = '      - { alert: Down, expr: up == 0, for: 30s, labels: { severity: critical } }\n'

describe('an alert', () => {
  it('is pending until its condition has held for long enough, then fires, then is gone', async () => {
    const { evaluator, series } = createEvaluator(DOWN_FOR_30S)
    const states: string[] = []
    for (let timeMs = 0; timeMs <= 70 * SECOND_MS; timeMs += 10 * SECOND_MS) {
      series.append(UP, timeMs, timeMs >= 10 * SECOND_MS && timeMs < 60 * SECOND_MS ? 0 : 1)
      await evaluator.evaluate(timeMs)
      states.push(statesOf(evaluator).join() || 'none')
    }
    expect(states).toEqual(['none', 'pending', 'pending', 'pending', 'firing', 'firing', 'none', 'none'])
  })

  it('tells since when it is active and fires, with labels of the series and the rule, without the name', async () => {
    const { evaluator, series } = createEvaluator(DOWN_FOR_30S)
    for (const timeMs of [0, 30 * SECOND_MS]) {
      series.append(UP, timeMs, 0)
      await evaluator.evaluate(timeMs)
    }
    expect(evaluator.active()).toEqual([
      {
        labels: { alertname: 'Down', job: 'api', severity: 'critical' },
        annotations: {},
        value: 0,
        state: 'firing',
        activeMs: 0,
        firedMs: 30 * SECOND_MS,
        resolvedMs: null,
        keepFiringSinceMs: null,
        file: 'rules.yml',
        group: 'g',
      },
    ])
  })

  it('begins anew where its condition was gone for one evaluation only', async () => {
    const { evaluator, series } = createEvaluator(DOWN_FOR_30S)
    for (const [index, value] of [0, 0, 1, 0, 0, 0].entries()) {
      series.append(UP, index * 10 * SECOND_MS, value)
      await evaluator.evaluate(index * 10 * SECOND_MS)
    }
    expect(statesOf(evaluator)).toEqual(['pending'])
  })

  it('is kept firing as long as its rule says, and that ends where its condition holds again', async () => {
    const rule = '      - { alert: Down, expr: up == 0, keep_firing_for: 30s }\n'
    const { evaluator, series } = createEvaluator(rule)
    const states: string[] = []
    for (const [index, value] of [0, 1, 1, 0, 1, 1, 1, 1, 1].entries()) {
      series.append(UP, index * 10 * SECOND_MS, value)
      await evaluator.evaluate(index * 10 * SECOND_MS)
      const [alert] = evaluator.active()
      states.push(alert === undefined ? 'none' : `${alert.state} ${alert.keepFiringSinceMs}`)
    }
    expect(states).toEqual([
      'firing null',
      'firing 10000',
      'firing 10000',
      'firing null',
      'firing 40000',
      'firing 40000',
      'firing 40000',
      'none',
      'none',
    ])
  })

  it('that has ended is remembered for 15 min, and may begin anew meanwhile', async () => {
    const { evaluator, series } = createEvaluator('      - { alert: Down, expr: up == 0 }\n')
    const known = async (timeMs: number, value: number): Promise<unknown> => {
      series.append(UP, timeMs, value)
      await evaluator.evaluate(timeMs)
      const alerts = evaluator.groups[0]?.rules[0]?.alerts?.known ?? []
      return alerts.map(({ state, activeMs, resolvedMs }) => [state, activeMs, resolvedMs])
    }
    expect(await known(0, 0)).toEqual([['firing', 0, null]])
    expect(await known(MINUTE_MS, 1)).toEqual([['inactive', 0, MINUTE_MS]])
    expect(await known(2 * MINUTE_MS, 0)).toEqual([['firing', 2 * MINUTE_MS, null]])
    expect(await known(3 * MINUTE_MS, 1)).toEqual([['inactive', 2 * MINUTE_MS, 3 * MINUTE_MS]])
    expect(await known(18 * MINUTE_MS, 1)).toHaveLength(1)
    expect(await known(18 * MINUTE_MS + 10_000, 1)).toEqual([])
  })

  it('costs the others nothing where its templates make too much text', async () => {
    const { evaluator, series } = createEvaluator(
      `      - { alert: Long, expr: up == 0, annotations: { a: '${'x'.repeat(900_000)}{{ $value }}' } }\n${DOWN_FOR_30S}`,
    )
    for (let job = 0; job < 10; job++) series.append({ ...UP, job: String(job) }, 0, 0)
    await evaluator.evaluate(0)
    const [long, down] = evaluator.groups[0]?.rules ?? []
    expect(long?.lastError).toBe('its templates make texts of more than 8000000 characters')
    expect(long?.alerts?.active).toEqual([])
    expect(down?.alerts?.active).toHaveLength(10)
  })

  it('may have labels from templates; one that comes out empty takes that of the series away', async () => {
    const rule = `      - alert: Down
        expr: up == 0
        labels: { job: '', who: '{{ $labels.job | toUpper }} {{ $externalLabels.site }}', none: '{{ $labels.none }}' }
        annotations: { at: '{{ $externalURL }}', empty: '{{ $labels.none }}' }
`
    const options = { externalLabels: { site: 'north' }, externalUrl: 'http://prometheus:9090' }
    const { evaluator, series } = createEvaluator(rule, options)
    series.append(UP, 0, 0)
    await evaluator.evaluate(0)
    expect(evaluator.active()).toMatchObject([
      {
        labels: { alertname: 'Down', who: 'API north' },
        annotations: { at: 'http://prometheus:9090', empty: '' },
      },
    ])
    expect(Object.keys(evaluator.active()[0]?.labels ?? {})).toEqual(
      expect.arrayContaining(['alertname', 'who']),
    )
    expect(Object.keys(evaluator.active()[0]?.labels ?? {})).toHaveLength(2)
  })
})

describe('what is recorded', () => {
  const summaryOf = (recorded: readonly Recorded[]): unknown[] =>
    recorded.map(({ labels, timeMs, value }) => [
      labels['__name__'],
      labels['alertstate'] ?? '',
      timeMs,
      value,
    ])

  it('of an alert is its state, since when it is active, and the end of both', async () => {
    const { evaluator, series, recorded } = createEvaluator(DOWN_FOR_30S)
    for (const [timeMs, value] of [
      [5000, 0],
      [35_000, 0],
      [45_000, 1],
    ] as const) {
      series.append(UP, timeMs, value)
      await evaluator.evaluate(timeMs)
    }
    expect(summaryOf(recorded)).toEqual([
      ['ALERTS', 'pending', 5000, 1],
      ['ALERTS_FOR_STATE', '', 5000, 5],
      ['ALERTS', 'firing', 35_000, 1],
      ['ALERTS_FOR_STATE', '', 35_000, 5],
      ['ALERTS', 'pending', 35_000, null],
      ['ALERTS', 'firing', 45_000, null],
      ['ALERTS_FOR_STATE', '', 45_000, null],
    ])
    expect(recorded[0]?.labels).toEqual({
      __name__: 'ALERTS',
      alertname: 'Down',
      alertstate: 'pending',
      job: 'api',
      severity: 'critical',
    })
  })

  it('of a rule is there for the next one, with its labels, and ends where it is no more', async () => {
    const rules = `      - { record: 'job:up:sum', expr: sum by (job) (up), labels: { team: lab, job: '' } }
      - { record: 'job:up:twice', expr: 'job:up:sum * 2' }
      - { record: 'a:scalar', expr: 1 + 1 }
`
    const { evaluator, series, recorded } = createEvaluator(rules)
    series.append(UP, 0, 3)
    await evaluator.evaluate(0)
    series.append(UP, 10_000, null)
    await evaluator.evaluate(10_000)
    expect(recorded).toEqual([
      { labels: { __name__: 'job:up:sum', team: 'lab' }, timeMs: 0, value: 3 },
      { labels: { __name__: 'job:up:twice', team: 'lab' }, timeMs: 0, value: 6 },
      { labels: { __name__: 'a:scalar' }, timeMs: 0, value: 2 },
      { labels: { __name__: 'job:up:sum', team: 'lab' }, timeMs: 10_000, value: null },
      { labels: { __name__: 'job:up:twice', team: 'lab' }, timeMs: 10_000, value: null },
      { labels: { __name__: 'a:scalar' }, timeMs: 10_000, value: 2 },
    ])
  })

  it('is older by the offset of the group, as is what its rules look at', async () => {
    const { evaluator, series, recorded } = createEvaluator("      - { record: 'a:b', expr: up }\n", {
      group: '    query_offset: 20s\n',
      queryOffsetMs: 5000,
    })
    series.append(UP, 0, 1)
    series.append(UP, 30_000, 2)
    await evaluator.evaluate(40_000)
    expect(recorded).toEqual([{ labels: { __name__: 'a:b', job: 'api' }, timeMs: 20_000, value: 1 }])
  })
})

describe('a rule that fails', () => {
  const rules = `      - { alert: Twice, expr: up, labels: { job: same } }
      - { record: 'same:up', expr: up, labels: { job: same } }
      - { alert: Text, expr: '"text"' }
      - { alert: Range, expr: 'up[5m]' }
      - { alert: Join, expr: 'up * on () up' }
      - { alert: Down, expr: up == 0 }
`
  it('is named with its error, and the others go on', async () => {
    const { evaluator, series } = createEvaluator(rules)
    series.append(UP, 0, 0)
    series.append({ ...UP, job: 'web' }, 0, 0)
    expect(await evaluator.evaluate(0)).toBe(true)
    const [group] = evaluator.groups
    expect(group?.rules.map(({ health, lastError }) => [health, lastError])).toEqual([
      ['err', 'vector contains metrics with the same labelset after applying alert labels'],
      ['err', 'vector contains metrics with the same labelset after applying rule labels'],
      ['err', 'rule result is not a vector or scalar'],
      ['err', 'rule result is not a vector or scalar'],
      ['err', expect.stringContaining('found duplicate series for the match group')],
      ['ok', ''],
    ])
    expect(evaluator.evaluatedNames()).toEqual(new Set(['Down']))
    expect(evaluator.active().map(({ labels }) => labels['job'])).toEqual(['api', 'web'])
  })

  it('keeps the alerts that it had, and is well again with the next evaluation', async () => {
    const rule = '      - { alert: Down, expr: up == on () group_left () down }\n'
    const { evaluator, series } = createEvaluator(rule)
    for (const name of ['up', 'down']) series.append({ __name__: name }, 0, 0)
    await evaluator.evaluate(0)
    series.append({ __name__: 'down', job: 'b' }, 10_000, 0)
    await evaluator.evaluate(10_000)
    expect(evaluator.evaluatedNames()).toEqual(new Set())
    expect(statesOf(evaluator)).toEqual(['firing'])
    series.append({ __name__: 'down', job: 'b' }, 20_000, null)
    await evaluator.evaluate(20_000)
    expect(evaluator.evaluatedNames()).toEqual(new Set(['Down']))
  })

  it('because there are more alerts or series than its group may have says so, and forgets its alerts', async () => {
    const both = "      - { alert: Down, expr: up == 0 }\n      - { record: 'a:b', expr: up }\n"
    const { evaluator, series, recorded } = createEvaluator(both, { group: '    limit: 1\n' })
    series.append(UP, 0, 0)
    await evaluator.evaluate(0)
    expect(statesOf(evaluator)).toEqual(['firing'])
    series.append({ ...UP, job: 'web' }, 10_000, 0)
    const before = recorded.length
    await evaluator.evaluate(10_000)
    expect(evaluator.groups[0]?.rules.map(({ lastError }) => lastError)).toEqual([
      'exceeded limit of 1 with 2 alerts',
      'exceeded limit of 1 with 2 series',
    ])
    expect(statesOf(evaluator)).toEqual([])
    expect(recorded.length).toBe(before)
  })

  it('because it would read too much says so', async () => {
    const { evaluator, series } = createEvaluator(
      '      - { alert: Down, expr: "up[1h:10s]" }\n      - { alert: Up, expr: "count_over_time(up[1h])" }\n',
      {
        limits: { maxSamples: 100 },
      },
    )
    for (let timeMs = 0; timeMs < 3_600_000; timeMs += 10_000) series.append(UP, timeMs, 1)
    await evaluator.evaluate(3_600_000)
    expect(evaluator.groups[0]?.rules.map(({ lastError }) => lastError)).toEqual([
      'query processing would load too many samples into memory in query execution',
      'query processing would load too many samples into memory in query execution',
    ])
  })

  it('because its series cannot be read says why', async () => {
    const { evaluator } = createEvaluator('      - { alert: Down, expr: up }\n', {
      source: {
        select: () => {
          throw new Error('the disk is gone')
        },
      },
    })
    expect(await evaluator.evaluate(0)).toBe(true)
    expect(evaluator.groups[0]?.rules[0]).toMatchObject({ health: 'err', lastError: 'the disk is gone' })
  })
})

describe('after a restart', () => {
  const rule = '      - { alert: Down, expr: up == 0, for: 30m }\n'

  /** Runs until `downMs`, starts anew at `upMs` and tells what became of the alert after two evaluations more. */
  async function restart(
    downMs: number,
    upMs: number,
    rules = rule,
    endsAtDown = false,
  ): Promise<number | undefined> {
    const { evaluator, series } = createEvaluator(rules)
    for (let timeMs = 0; timeMs <= downMs; timeMs += MINUTE_MS) {
      series.append(UP, timeMs, endsAtDown && timeMs === downMs ? 1 : 0)
      await evaluator.evaluate(timeMs)
    }
    const { evaluator: next } = createEvaluator(rules, { series, isRestored: false })
    for (const timeMs of [upMs - 10 * SECOND_MS, upMs]) {
      series.append(UP, timeMs, 0)
      await next.evaluate(timeMs)
    }
    return next.active()[0]?.activeMs
  }

  it('an alert that would have fired soon waits for 10 min more', async () => {
    // Active since 0, down after 25 min for 5: 5 min remain, fewer than the 10 of grace.
    expect(await restart(25 * MINUTE_MS, 30 * MINUTE_MS)).toBe(
      30 * MINUTE_MS + 10 * MINUTE_MS - 30 * MINUTE_MS,
    )
  })

  it('a rule that waits for 10 min is one that begins where it was, and so 10 min from now', async () => {
    expect(await restart(5 * MINUTE_MS, 20 * MINUTE_MS, rule.replace('30m', '10m'))).toBe(20 * MINUTE_MS)
  })

  it('the time in which nothing was evaluated does not count', async () => {
    expect(await restart(5 * MINUTE_MS, 20 * MINUTE_MS)).toBe(15 * MINUTE_MS)
  })

  it('an alert that fired fires again with the next evaluation, since when it did', async () => {
    const { evaluator, series } = createEvaluator(rule)
    for (let timeMs = 0; timeMs <= 40 * MINUTE_MS; timeMs += MINUTE_MS) {
      series.append(UP, timeMs, 0)
      await evaluator.evaluate(timeMs)
    }
    const { evaluator: next } = createEvaluator(rule, { series, isRestored: false })
    const states: unknown[] = []
    for (const timeMs of [41 * MINUTE_MS, 42 * MINUTE_MS, 43 * MINUTE_MS]) {
      series.append(UP, timeMs, 0)
      await next.evaluate(timeMs)
      states.push([next.active()[0]?.state, next.active()[0]?.activeMs])
    }
    expect(states).toEqual([
      ['pending', 41 * MINUTE_MS],
      ['pending', 0],
      ['firing', 0],
    ])
  })

  it('an alert begins anew where it had ended, was away for more than an hour, or its rule waits less than 10 min', async () => {
    expect(await restart(5 * MINUTE_MS, 20 * MINUTE_MS, rule, true)).toBe(20 * MINUTE_MS - 10 * SECOND_MS)
    expect(await restart(5 * MINUTE_MS, 66 * MINUTE_MS)).toBe(66 * MINUTE_MS - 10 * SECOND_MS)
    expect(await restart(5 * MINUTE_MS, 20 * MINUTE_MS, rule.replace('30m', '9m'))).toBe(
      20 * MINUTE_MS - 10 * SECOND_MS,
    )
  })

  it('nothing is recorded of alerts before those of before are looked for', async () => {
    const { evaluator, series, recorded } = createEvaluator(rule, { isRestored: false })
    for (const timeMs of [0, 10_000, 20_000]) {
      series.append(UP, timeMs, 0)
      await evaluator.evaluate(timeMs)
      expect(recorded.length).toBe(timeMs === 20_000 ? 2 : 0)
    }
  })

  it('one alert of several is told from the others by its labels, templates among them', async () => {
    const rules = "      - { alert: Down, expr: up == 0, for: 30m, labels: { who: '{{ $labels.job }}' } }\n"
    expect(await restart(5 * MINUTE_MS, 20 * MINUTE_MS, rules)).toBe(15 * MINUTE_MS)
  })
})

describe('groups', () => {
  it('are evaluated once in each of their intervals', async () => {
    const { evaluator, recorded } = createEvaluator("      - { record: 'a:b', expr: 1 }\n", {
      group: '    interval: 30s\n',
    })
    for (let timeMs = 0; timeMs < 90 * SECOND_MS; timeMs += 10 * SECOND_MS) await evaluator.evaluate(timeMs)
    expect(recorded.map(({ timeMs }) => timeMs)).toEqual([0, 30_000, 60_000])
  })

  it('go on where the clock goes back', async () => {
    const { evaluator, recorded } = createEvaluator("      - { record: 'a:b', expr: 1 }\n")
    for (const timeMs of [3_600_000, 0, 10_000]) await evaluator.evaluate(timeMs)
    expect(recorded).toHaveLength(3)
  })

  it('that are replaced keep what is known of rules that stay, and series of those that go end', async () => {
    const group = (rules: string): string => `groups:\n  - name: g\n    rules:\n${rules}`
    const stays = '      - { alert: Down, expr: up == 0, for: 30s }\n'
    const { evaluator, series, recorded } = createEvaluator(
      `${stays}      - { record: 'old:up', expr: up }\n`,
    )
    series.append(UP, 0, 0)
    await evaluator.evaluate(0)
    const text = group(`${stays}      - { record: 'new:up', expr: up }\n`)
    evaluator.replace(loadRules([{ name: 'rules.yml', text }]).groups)
    series.append(UP, 30_000, 0)
    await evaluator.evaluate(30_000)
    expect(statesOf(evaluator)).toEqual(['firing'])
    const ends = recorded.filter(({ value }) => value === null).map(({ labels }) => labels['__name__'])
    expect(ends).toEqual(['ALERTS', 'old:up'])
    evaluator.replace([])
    await evaluator.evaluate(40_000)
    // Whoever is told of names knows by that that its alerts are over.
    expect([evaluator.active(), evaluator.evaluatedNames()]).toEqual([[], new Set(['Down'])])
    expect(recorded.filter(({ timeMs, value }) => timeMs === 40_000 && value === null)).toHaveLength(3)
  })

  it('may give a rule to one another: its series go on', async () => {
    const { evaluator, series, recorded } = createEvaluator("      - { record: 'a:up', expr: up }\n")
    series.append(UP, 0, 0)
    await evaluator.evaluate(0)
    const text = "groups: [{ name: other, rules: [{ record: 'a:up', expr: up }] }]"
    evaluator.replace(loadRules([{ name: 'rules.yml', text }]).groups)
    await evaluator.evaluate(10_000)
    expect(recorded.map(({ timeMs, value }) => [timeMs, value])).toEqual([
      [0, 0],
      [10_000, 0],
    ])
  })
})

describe('an evaluation', () => {
  const MANY = 3000

  function createLarge(): ReturnType<typeof createEvaluator> {
    const rule =
      "      - { alert: Down, expr: up == 0, annotations: { a: '{{ $labels.id }} {{ $value | humanize }}' } }\n"
    const made = createEvaluator(rule)
    for (let id = 0; id < MANY; id++) made.series.append({ __name__: 'up', id: String(id) }, 0, 0)
    return made
  }

  it('lets others have the thread', async () => {
    const { evaluator } = createLarge()
    let turns = 0
    let isDone = false
    const watch = (async () => {
      while (!isDone) {
        await setImmediate()
        turns++
      }
    })()
    await evaluator.evaluate(0)
    isDone = true
    await watch
    expect(evaluator.active()).toHaveLength(MANY)
    expect(turns).toBeGreaterThan(3)
  })

  it('ends when it is told to, and no rule is blamed for it', async () => {
    const { evaluator } = createLarge()
    const abort = new AbortController()
    const running = evaluator.evaluate(0, { signal: abort.signal })
    await setImmediate()
    abort.abort()
    expect(await running).toBe(false)
    expect(evaluator.groups[0]?.rules[0]).toMatchObject({ health: 'unknown', lastError: '' })
    expect(await evaluator.evaluate(0)).toBe(true)
    expect(await evaluator.evaluate(10_000, { signal: AbortSignal.abort() })).toBe(false)
  })

  it('is not begun twice at a time', async () => {
    const { evaluator, recorded } = createEvaluator("      - { record: 'a:b', expr: 1 }\n")
    await Promise.all([evaluator.evaluate(0), evaluator.evaluate(10_000)])
    expect(recorded.map(({ timeMs }) => timeMs)).toEqual([0])
  })
})

it('an alert whose labels have the names of what every object has is as good as any', async () => {
  const { evaluator, series } = createEvaluator('      - { alert: Down, expr: up == 0 }\n')
  const labels = Object.fromEntries([
    ['__name__', 'up'],
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
  series.append(labels, 0, 0)
  await evaluator.evaluate(0)
  expect(Object.entries(evaluator.active()[0]?.labels ?? {})).toEqual(
    expect.arrayContaining([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]),
  )
})
