import { describe, expect, it } from 'vitest'

import { describeProblem, loadRules, type RuleGroup, type RuleProblem } from '../../src/rules/index.ts'

/** A rule that is well wherever something else is not. */
const SOUND = `
      - alert: Sound
        expr: up == 0`

function load(text: string): { rules: readonly string[]; problems: readonly string[] } {
  const { groups, problems } = loadRules([{ name: 'a.yml', text }])
  return { rules: groups.flatMap(namesOf), problems: problems.map(describeProblem) }
}

function namesOf({ rules }: RuleGroup): string[] {
  return rules.map(({ name }) => name)
}

function withRule(rule: string): string {
  return `groups:\n  - name: g\n    rules:${SOUND}\n${rule}\n      - record: also:sound\n        expr: up\n`
}

describe('a rule file', () => {
  it('has groups and rules with all that they say, a rule its own labels and those of its group', () => {
    const { groups, problems } = loadRules([
      {
        name: 'rules.yml',
        text: `groups:
  - name: first
    interval: 1m30s
    query_offset: 5s
    limit: 10
    labels: { team: lab, severity: info }
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        keep_firing_for: 1h
        labels: { severity: critical }
        annotations:
          summary: '{{ $labels.job }} is down'
          threshold: 0
      - record: job:up:sum
        expr: sum by (job) (up)
  - name: second
`,
      },
    ])
    expect(problems).toEqual([])
    expect(groups).toEqual([
      {
        file: 'rules.yml',
        name: 'first',
        intervalMs: 90_000,
        queryOffsetMs: 5000,
        limit: 10,
        rules: [
          {
            kind: 'alerting',
            line: 8,
            name: 'Down',
            expression: 'up == 0',
            forMs: 300_000,
            keepFiringForMs: 3_600_000,
            labels: { team: 'lab', severity: 'critical' },
            annotations: { summary: '{{ $labels.job }} is down', threshold: '0' },
          },
          {
            kind: 'recording',
            line: 16,
            name: 'job:up:sum',
            expression: 'sum by (job) (up)',
            labels: { team: 'lab', severity: 'info' },
          },
        ],
      },
      { file: 'rules.yml', name: 'second', intervalMs: null, queryOffsetMs: null, limit: 0, rules: [] },
    ])
  })

  it('may use anchors and merged maps, and be empty, or hold nothing', () => {
    const text = `groups:
  - name: g
    rules:
      - &base { alert: A, expr: up, labels: &labels { severity: info } }
      - { <<: *base, alert: B, labels: { <<: *labels, team: lab } }
`
    const { groups, problems } = loadRules([{ name: 'a.yml', text }])
    expect(problems).toEqual([])
    expect(groups[0]?.rules[1]).toMatchObject({
      name: 'B',
      expression: 'up',
      labels: { severity: 'info', team: 'lab' },
    })
    for (const empty of ['', '# nothing\n', 'groups:\n', '---\n', 'groups: []\n'])
      expect(load(empty)).toEqual({ rules: [], problems: [] })
  })

  it('is told of and left out where its YAML cannot be read, and other files stay', () => {
    const broken = ['groups:\n\t- name: x\n', 'groups: [\n', 'groups: {a: b\n', 'groups: "x\n', 'a: b: c\n']
    const files = [...broken, withRule('')].map((text, index) => ({ name: `${index}.yml`, text }))
    const { groups, problems } = loadRules(files)
    expect(groups.flatMap(namesOf)).toEqual(['Sound', 'also:sound'])
    expect(new Set(problems.map(({ file }) => file))).toEqual(
      new Set(broken.map((_text, index) => `${index}.yml`)),
    )
    expect(problems.every(({ line, reason }) => line >= 1 && reason !== '')).toBe(true)
  })

  it('is told of where it is something else', () => {
    expect(load('- a\n').problems).toEqual(['a.yml:1: the file is no map'])
    expect(load('groups: 5\n').problems).toEqual(['a.yml:1: groups is no list'])
    expect(load('groups:\n  - 5\n').problems).toEqual(['a.yml:2: the group is no map'])
    expect(load('groups: *nothing\n').problems).toEqual(['a.yml:1: an alias stands for nothing'])
    expect(load('rules: []\ngroups: []\n').problems).toEqual(['a.yml:1: unknown field rules'])
  })
})

describe('a rule that is wrong is named with line and reason, and all others stay', () => {
  it.each([
    [
      'an expression',
      '- alert: A\n        expr: sum(rate(\n',
      7,
      'could not parse expression: 1:10: parse error: unclosed left parenthesis',
    ],
    ['no expression', '- alert: A\n', 6, "field 'expr' must be set in rule"],
    ['an unknown field', '- alert: A\n        expr: up\n        fro: 5m\n', 8, 'unknown field fro'],
    [
      'a duration',
      '- alert: A\n        expr: up\n        for: soon\n',
      8,
      'for: not a valid duration string: "soon"',
    ],
    ['an empty duration', '- alert: A\n        expr: up\n        for: ""\n', 8, 'for: empty duration string'],
    [
      'a negative duration',
      '- alert: A\n        expr: up\n        keep_firing_for: -5m\n',
      8,
      'keep_firing_for: not a valid duration string: "-5m"',
    ],
    [
      'a name twice',
      '- alert: A\n        record: b\n        expr: up\n',
      6,
      "only one of 'record' and 'alert' must be set",
    ],
    ['no name', '- expr: up\n', 6, "one of 'record' or 'alert' must be set"],
    ['no map', '- 5\n', 6, 'the rule is no map'],
    ['a list for labels', '- alert: A\n        expr: up\n        labels: [a]\n', 8, 'labels is no map'],
    [
      'a map for a label',
      '- alert: A\n        expr: up\n        labels: { a: { b: c } }\n',
      8,
      'label a is no text',
    ],
    [
      'the name as a label',
      '- alert: A\n        expr: up\n        labels: { __name__: b }\n',
      8,
      'invalid label name: __name__',
    ],
    [
      'an empty label',
      '- alert: A\n        expr: up\n        labels: { "": b }\n',
      8,
      'invalid label name: ',
    ],
    [
      'for in a recording rule',
      '- record: a\n        expr: up\n        for: 5m\n',
      8,
      "invalid field 'for' in recording rule",
    ],
    [
      'annotations in a recording rule',
      '- record: a\n        expr: up\n        annotations: { b: c }\n',
      8,
      "invalid field 'annotations' in recording rule",
    ],
    [
      'braces in the name',
      '- record: a{b="c"}\n        expr: up\n',
      6,
      'braces present in the recording rule name; should it be in expr?: a{b="c"}',
    ],
    ['a field twice', '- alert: A\n        expr: up\n        expr: down\n', 8, 'Map keys must be unique'],
    [
      'a template',
      '- alert: A\n        expr: up\n        annotations:\n          summary: x\n          description: "{{ $labels.job"\n',
      10,
      'annotation "description": template: __alert_A:1: unclosed action',
    ],
    [
      'a function',
      '- alert: A\n        expr: up\n        labels:\n          a: "{{ nope 1 }}"\n',
      9,
      'label "a": template: __alert_A:1: function "nope" not defined',
    ],
    [
      'a variable',
      '- alert: A\n        expr: up\n        labels: { a: "{{ $nope }}" }\n',
      8,
      'label "a": template: __alert_A:1: undefined variable "$nope"',
    ],
    [
      'an end',
      '- alert: A\n        expr: up\n        labels: { a: "{{ if true }}" }\n',
      8,
      'label "a": template: __alert_A:1: unexpected EOF',
    ],
  ])('%s', (_what, rule, line, reason) => {
    const { groups, problems } = loadRules([{ name: 'a.yml', text: withRule(`      ${rule}`) }])
    expect(groups.flatMap(namesOf)).toEqual(['Sound', 'also:sound'])
    expect(problems.map((problem) => [problem.file, problem.line, problem.group, problem.reason])).toEqual([
      ['a.yml', line, 'g', reason],
    ])
  })

  it('what Prometheus has in its templates and we do not is said', () => {
    const reasonOf = (template: string): string | undefined =>
      load(withRule(`      - alert: A\n        expr: up\n        annotations: { a: '${template}' }`))
        .problems[0]
    for (const template of [
      '{{ (toTime $value).Year }}',
      '{{ with $t := $value | toTime }}{{ $t.Format "x" }}{{ end }}',
    ])
      expect(reasonOf(template)).toMatch(
        /methods of times and durations are not supported: \.(?:Year|Format)$/,
      )
    expect(reasonOf('{{ call 1 }}')).toMatch(/function "call" is not supported$/)
    expect(reasonOf('{{ $labels.Year }} {{ $externalLabels.Format }}')).toBeUndefined()
  })

  it('several mistakes of one rule are all named', () => {
    const { problems } = load(
      withRule('      - alert: A\n        expr: sum(\n        for: soon\n        x: y'),
    )
    expect(problems).toHaveLength(3)
  })
})

describe('a group that is wrong', () => {
  const problemsOf = (group: string): readonly RuleProblem[] =>
    loadRules([{ name: 'a.yml', text: `groups:\n  - name: g\n${group}    rules:${SOUND}\n` }]).problems

  it('keeps its rules but for what is wrong', () => {
    for (const [line, reason] of [
      ['    interval: often\n', 'interval: not a valid duration string: "often"'],
      ['    limit: many\n', 'limit: not a whole number: "many"'],
      ['    labels: { "": x }\n', 'invalid label name: '],
      ['    interval: 5m\n    interval: 1m\n', 'Map keys must be unique'],
      ['    partial_response_strategy: abort\n', 'unknown field partial_response_strategy'],
    ] as const) {
      expect(problemsOf(line)).toMatchObject([{ rule: '', reason, isKept: true }])
      expect(load(`groups:\n  - name: g\n${line}    rules:${SOUND}\n`).rules).toEqual(['Sound'])
    }
  })

  it('is left out where it has no name, or that of another', () => {
    const twice = `groups:\n  - name: g\n    rules:${SOUND}\n  - name: g\n    rules: []\n  - rules: []\n`
    expect(load(twice)).toEqual({
      rules: ['Sound'],
      problems: [
        'a.yml:6: group g: groupname: "g" is repeated in the same file',
        'a.yml:8: Groupname must not be empty',
      ],
    })
  })
})

it('a rule that repeats another is named and evaluated, as by Prometheus', () => {
  const { groups, problems } = loadRules([{ name: 'a.yml', text: withRule(SOUND) }])
  expect(groups.flatMap(namesOf)).toEqual(['Sound', 'Sound', 'also:sound'])
  expect(problems).toMatchObject([
    { line: 7, rule: 'Sound', reason: 'repeats the name and labels of a.yml:4', isKept: true },
  ])
})

it('nothing that is in a file makes the loader throw', () => {
  const hostile = [
    'a: &a [*a, *a]\ngroups: *a\n',
    `groups: ${'['.repeat(2000)}`,
    'groups:\n  - name: !!binary x\n    rules: !!set {a}\n',
    `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${'('.repeat(5000)}up\n`,
    `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up\n        labels: { a: "${'{{ if (( '.repeat(3000)}" }\n`,
    `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up\n        labels: { a: "{{ ${'('.repeat(5000)} }}" }\n`,
    `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up\n        labels: { a: "${'{{if 1}}'.repeat(50_000)}" }\n`,
    `groups: ${'[{a: '.repeat(50_000)}`,
    '\u0000\uFFFF\uD800',
    'groups:\n  - name: __proto__\n    rules:\n      - { alert: __proto__, expr: up, labels: { __proto__: a, constructor: b } }\n',
  ]
  for (const text of hostile) expect(() => loadRules([{ name: 'a.yml', text }])).not.toThrow()
  const { groups } = loadRules([{ name: 'a.yml', text: hostile.at(-1) ?? '' }])
  expect(groups[0]?.rules[0]?.labels['constructor']).toBe('b')
})

describe('a file that means much more than it has characters', () => {
  it('has its aliases resolved one by one', () => {
    const text = `groups:\n- name: g\n  rules:\n  - &a { alert: A, expr: up }\n${'  - *a\n'.repeat(5000)}`
    expect(load(text).rules).toHaveLength(5001)
  })

  it.each([
    [
      'groups of groups',
      `groups:\n- name: g\n  rules: &r\n${'  - { alert: A, expr: up }\n'.repeat(1000)}${Array.from(
        { length: 1000 },
        (_, id) => `- { name: g${id}, rules: *r }\n`,
      ).join('')}`,
    ],
    [
      'merges of merges',
      `groups:\n- name: g\n  rules:\n  - &a0 { alert: A, expr: up }\n${Array.from(
        { length: 9 },
        (_, id) => `  - &a${id + 1} { ${Array.from({ length: 9 }, () => `<<: *a${id}`).join(', ')} }\n`,
      ).join('')}`,
    ],
  ])('is refused as Prometheus refuses it: %s', (_what, text) => {
    expect(load(text)).toEqual({ rules: [], problems: ['a.yml:1: document contains excessive aliasing'] })
  })

  it('is read no further than its first document, however many keys it has', () => {
    const keys = Array.from({ length: 20_000 }, (_, id) => `k${id}: 1\n`).join('')
    expect(load(`${keys}---\n`.repeat(2)).problems).toHaveLength(20_000)
  })
})
