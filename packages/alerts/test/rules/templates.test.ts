import { describe, expect, it } from 'vitest'

import { executeTemplate } from '../../src/rules/template/execute-template.ts'
import { FunctionFailure } from '../../src/rules/template/function-failure.ts'
import { formatFloat } from '../../src/rules/template/format-float.ts'
import { parseTemplate } from '../../src/rules/template/parse-template.ts'
import { AlertData, QuerySample } from '../../src/rules/template/value.ts'

const SAMPLES = [new QuerySample({ job: 'b' }, 2), new QuerySample({ job: 'a' }, 1.5)]

/** What becomes of a template, which promtool judges too: see stack/test/rules. */
function expand(text: string, value = 1234567): string {
  const data = new AlertData(
    { __name__: 'up', job: 'api' },
    { site: 'north' },
    'http://prometheus/path',
    value,
  )
  const query = (asked: string): readonly QuerySample[] => {
    if (asked === 'fails') throw new FunctionFailure('it fails')
    return asked === 'none' ? [] : SAMPLES
  }
  try {
    return executeTemplate(parseTemplate('__alert_A', text), data, {
      timeMs: 1500,
      externalUrl: data.ExternalURL,
      query,
    })
  } catch (error) {
    return (error as Error).message
  }
}

describe('a template', () => {
  it.each([
    [
      '{{ $value }} {{ $labels.job }} {{ $externalLabels.site }} {{ $externalURL }} {{ pathPrefix }}',
      '1.234567e+06 api north http://prometheus/path /path',
    ],
    [
      '{{ humanize $value }} {{ $value | humanize1024 }} {{ humanizePercentage 0.123456 }}',
      '1.235M 1.177Mi 12.35%',
    ],
    [
      '{{ humanizeDuration $value }} {{ humanizeTimestamp 20 }} {{ now }}',
      '14d 6h 56m 7s 1970-01-01 00:00:20 +0000 UTC 1.5',
    ],
    [
      '{{ printf "%.2f|%5d|%-4s|%q|%v|%d" $value 7 "ab" "c" true $value }}',
      '1234567.00|    7|ab  |"c"|true|%!d(float64=1.234567e+06)',
    ],
    ['{{ range query "q" | sortByLabel "job" }}{{ .Labels.job }}={{ .Value }} {{ end }}', 'a=1.5 b=2 '],
    ['{{ with query "none" }}some{{ else }}none{{ end }} {{ (query "q" | first).Value }}', 'none 2'],
    [
      '{{ if and (gt $value 1.0) (ne $labels.job "web") }}yes{{ end }} {{ or $labels.none "else" }}',
      'yes else',
    ],
    [
      '{{ $labels.job | title }} {{ reReplaceAll "a(.)" "<$1>" "api" }} {{ match "^a" "api" }}',
      'Api <p>i true',
    ],
    ['{{ stripPort "a.b:80" }} {{ stripDomain "a.b:80" }} {{ parseDuration "1h" }}', 'a.b a:80 3600'],
    ['a {{- /* no comment */ -}} b', 'a {{- /* no comment */ -}} b'],
  ])('%s', (text, expected) => {
    expect(expand(text)).toBe(expected.includes('{{') ? 'ab' : expected)
  })

  it.each([
    [
      '{{ query "none" | first }}',
      'template: __alert_A:1:130: executing "__alert_A" at <first>: error calling first: first() called on vector with no elements',
    ],
    [
      'é\n{{ query "fails" }}',
      'template: __alert_A:2:3: executing "__alert_A" at <query "fails">: error calling query: it fails',
    ],
    [
      '{{ eq $value 1 }}',
      'template: __alert_A:1:115: executing "__alert_A" at <eq $value 1>: error calling eq: incompatible types for comparison: float64 and int',
    ],
    [
      '{{ humanize "x" }}',
      'template: __alert_A:1:115: executing "__alert_A" at <humanize "x">: error calling humanize: strconv.ParseFloat: parsing "x": invalid syntax',
    ],
    [
      '{{ $value.Foo }}',
      `template: __alert_A:1:121: executing "__alert_A" at <$value.Foo>: can't evaluate field Foo in type float64`,
    ],
  ])('that fails says where and why: %s', (text, expected) => {
    expect(expand(text)).toBe(expected)
  })

  it('that does not end, or makes texts for ever, is ended', () => {
    expect(expand('{{ range 100000 }}{{ range 100000 }}x{{ end }}{{ end }}')).toMatch(/it does not end$/)
    expect(expand('{{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }}')).toContain(
      'exceeded maximum template depth',
    )
    const doubled = '{{ $x := "aa" }}{{ range 1000 }}{{ $x = printf "%s%s" $x $x }}{{ end }}'
    expect(expand(doubled)).toMatch(/too long$/)
    expect(expand('{{ range 100000 }}{{ $x := printf "%9999d" 1 }}{{ end }}')).toMatch(/characters$/)
  })
})

it('numbers are rounded half to even, as what they are and not as they are shown', () => {
  const rounded = [0.5, 1.5, 2.5, 1.005, 0.125, 1e21, 123456789, 5e-324].map((value) =>
    formatFloat(value, 'f', 2),
  )
  expect(rounded).toEqual([
    '0.50',
    '1.50',
    '2.50',
    '1.00',
    '0.12',
    '1000000000000000000000.00',
    '123456789.00',
    '0.00',
  ])
  expect([0.5, 1.5, 2.5, 3.5].map((value) => formatFloat(value, 'f', 0))).toEqual(['0', '2', '2', '4'])
  expect([0.0001, 0.00001, 999999, 1e6].map((value) => formatFloat(value, 'g', -1))).toEqual([
    '0.0001',
    '1e-05',
    '999999',
    '1e+06',
  ])
})
