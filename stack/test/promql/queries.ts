import { createSeededRandom } from '@cryo/testing'

import { NOTED, WRONG } from './wrong-queries.ts'

const INSTANT = [
  'memory_bytes',
  'temperature',
  'odd',
  'sparse',
  'late',
  'gone',
  'constant',
  'build_info',
  'requests_total',
]
const OVER_TIME = [
  ...['avg', 'sum', 'count', 'min', 'max', 'stddev', 'stdvar', 'last', 'present', 'absent'].map(
    (name) => `${name}_over_time`,
  ),
  'rate',
  'increase',
  'delta',
  'irate',
  'idelta',
  'changes',
  'resets',
  'deriv',
]
const OF_VALUE = [
  'abs',
  'ceil',
  'floor',
  'exp',
  'sqrt',
  'ln',
  'log2',
  'log10',
  'sgn',
  'deg',
  'rad',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'round',
  'timestamp',
  'sort',
  'sort_desc',
  'absent',
  'scalar',
]
const OF_TIME = [
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'days_in_month',
  'hour',
  'minute',
  'month',
  'year',
]
const AGGREGATIONS = ['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar']
const ARITHMETIC = ['+', '-', '*', '/', '%', '^', 'atan2']
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<=']
const SETS = ['and', 'or', 'unless']

/** Queries over every function and operator, with what is known to be treacherous, and many that are wrong. */
export const LISTED: readonly string[] = [
  // Ranges with many samples, over which sums slide.
  ...['temperature', 'odd', 'requests_total', 'constant'].flatMap((name) =>
    [...OVER_TIME, 'quantile_over_time'].flatMap((call) => {
      const first = call === 'quantile_over_time' ? '0.3, ' : ''
      return [`${call}(${first}${name}[1h])`, `sum by (job) (${call}(${first}${name}[35m] offset 2m))`]
    }),
  ),
  ...INSTANT.flatMap((name) => [
    name,
    `${name} offset 5m`,
    `${name} offset -5m`,
    `${name} @ start()`,
    `${name} @ end()`,
    `-${name}`,
  ]),
  ...OVER_TIME.flatMap((fn) =>
    [...INSTANT.slice(0, 7), 'requests_total'].flatMap((name) => [
      `${fn}(${name}[5m])`,
      `${fn}(${name}[1m] offset 2m)`,
      `${fn}(${name}[10m] @ 1780003600)`,
    ]),
  ),
  ...OF_VALUE.flatMap((fn) => ['temperature', 'odd', 'missing'].map((name) => `${fn}(${name})`)),
  ...OF_TIME.flatMap((fn) => [`${fn}()`, `${fn}(seconds)`]),
  ...AGGREGATIONS.flatMap((op) =>
    ['requests_total', 'odd', 'temperature', 'missing'].flatMap((name) => [
      `${op}(${name})`,
      `${op} by (job) (${name})`,
      `${op} without (instance, code) (${name})`,
      `${op} by (missing) (${name})`,
      `${op}(rate(${name}[5m])) by (job, code)`,
    ]),
  ),
  ...ARITHMETIC.flatMap((op) => [
    `temperature ${op} memory_bytes`,
    `temperature ${op} 3`,
    `3 ${op} temperature`,
    `2 ${op} 5`,
    `odd ${op} odd`,
    `requests_total ${op} on (job, instance) group_left build_info`,
    `build_info ${op} on (job, instance) group_right requests_total`,
    `requests_total ${op} ignoring (code) group_left (version) build_info`,
    `sum by (job) (requests_total) ${op} on (job) sum by (job) (memory_bytes)`,
  ]),
  ...COMPARISONS.flatMap((op) => [
    `temperature ${op} 5`,
    `5 ${op} temperature`,
    `temperature ${op} bool 5`,
    `2 ${op} bool 5`,
    `temperature ${op} on (job, instance) memory_bytes`,
    `temperature ${op} bool memory_bytes`,
    `odd ${op} odd`,
  ]),
  ...SETS.flatMap((op) => [
    `temperature ${op} memory_bytes`,
    `requests_total ${op} on (job) temperature{job="api"}`,
    `temperature{job="api"} ${op} temperature`,
    `temperature ${op} ignoring (instance) build_info{version="2"}`,
    `late ${op} gone`,
    `missing ${op} temperature`,
  ]),
  ...[0, 0.5, 0.9, 1, -1, 2, 'NaN'].flatMap((q) => [
    `quantile(${q}, temperature)`,
    `quantile by (job) (${q}, requests_total)`,
    `quantile_over_time(${q}, temperature[5m])`,
    `histogram_quantile(${q}, duration_seconds_bucket)`,
    `histogram_quantile(${q}, rate(duration_seconds_bucket[5m]))`,
    `histogram_quantile(${q}, sum by (le) (rate(duration_seconds_bucket[5m])))`,
  ]),
  ...[0, 1, 2, 3, 100, -1, 1.9].flatMap((k) => [
    `topk(${k}, temperature)`,
    `bottomk(${k}, temperature)`,
    `topk by (job) (${k}, memory_bytes)`,
    `bottomk without (instance) (${k}, memory_bytes)`,
  ]),
  'topk(NaN, temperature)',
  'topk(1e300, temperature)',
  'topk(scalar(constant) - 5, temperature)',
  'quantile(scalar(constant) / 10, temperature)',
  'count_values("v", build_info)',
  'count_values by (job) ("v", round(temperature))',
  'count_values without (instance) ("v", odd)',
  'count_values("", build_info)',
  'histogram_fraction(0, 0.5, duration_seconds_bucket)',
  'histogram_fraction(0.2, 3, rate(duration_seconds_bucket[5m]))',
  'histogram_fraction(-1, 100, duration_seconds_bucket)',
  'histogram_fraction(3, 1, duration_seconds_bucket)',
  'histogram_count(duration_seconds_bucket)',
  'histogram_avg(temperature)',
  'clamp(temperature, -5, 5)',
  'clamp(temperature, 5, -5)',
  'clamp_min(temperature, 0)',
  'clamp_max(temperature, scalar(constant))',
  'clamp(odd, -10, 10)',
  'round(temperature, 0.5)',
  'round(temperature, 10)',
  'predict_linear(memory_bytes[10m], 3600)',
  'predict_linear(sparse[1h], 60)',
  'predict_linear(memory_bytes[10m] @ 1780003600, 60)',
  'label_replace(temperature, "where", "$1-x", "instance", "(.*)")',
  'label_replace(temperature, "where", "${1}x$2", "instance", "([ab])")',
  'label_replace(temperature, "instance", "", "instance", ".*")',
  'label_replace(temperature, "job", "x", "job", ".*")',
  'label_replace(temperature, "__name__", "renamed", "job", "api")',
  'label_replace(temperature, "where", "$name", "instance", "(?P<name>.*)")',
  'label_replace(temperature, "where", "x", "instance", "(")',
  'label_replace(temperature, "", "x", "instance", ".*")',
  'label_join(temperature, "both", "-", "job", "instance")',
  'label_join(temperature, "both", ",", "job", "missing", "instance")',
  'label_join(temperature, "instance", "", "job")',
  'absent(missing{job="api", instance=~"a.*"})',
  'absent(missing{job="api", job="worker"})',
  'absent_over_time(missing{job="api"}[5m])',
  'absent_over_time(late[5m])',
  'absent(late)',
  'absent(sum(missing))',
  'scalar(temperature)',
  'scalar(constant)',
  'vector(1)',
  'vector(time())',
  'time()',
  'pi() * 2',
  'timestamp(temperature)',
  'timestamp(temperature offset 1m)',
  'timestamp(temperature @ 1780003600)',
  'timestamp(temperature + 1)',
  'timestamp(timestamp(temperature))',
  'sum_over_time(temperature[30m:1m])',
  'max_over_time(rate(requests_total[2m])[10m:30s])',
  'avg_over_time(sum(rate(requests_total[2m]))[10m:])',
  'rate(requests_total[5m:15s])',
  'min_over_time((temperature > 0)[10m:1m])',
  'last_over_time(temperature[10m:7s] offset 3m)',
  'sum_over_time(temperature[10m:1m] @ 1780003600)',
  'sum_over_time(temperature[10m:1m] @ end() offset 5m)',
  'sum_over_time((temperature @ 1780003600)[10m:1m])',
  'max_over_time(sum_over_time(temperature[2m:30s])[5m:1m])',
  'count_over_time(constant[5m]) == 20',
  'temperature{job="api"}',
  'temperature{job!="api"}',
  'temperature{instance=~"a|b"}',
  'temperature{instance!~"a|b"}',
  'temperature{missing=""}',
  '{__name__=~"temp.*"}',
  '{__name__=~"temperature|memory_bytes", job="api"}',
  '{"temperature", job="api"}',
  'sum({__name__=~"temperature|memory_bytes"})',
  'rate({__name__=~"temperature|memory_bytes"}[5m])',
  'abs({__name__=~"temperature|memory_bytes"})',
  'last_over_time({__name__=~"temperature|memory_bytes"}[5m])',
  '-{__name__=~"temperature|memory_bytes"}',
  '{__name__=~"late|gone"} + 1',
  '{__name__=~"temperature|memory_bytes"} > 0',
  '{__name__=~"temperature|memory_bytes"} > bool 0',
  'temperature + on () memory_bytes',
  'temperature * on (job) build_info',
  'temperature * on (job) group_left build_info',
  'requests_total / on (job) group_left sum by (job) (requests_total)',
  'requests_total * on (job, instance) group_left (version) build_info',
  'build_info * on (job) group_right (version) sum by (job) (temperature)',
  'sum(temperature) / count(temperature)',
  'sum by (job) (temperature) > sum by (job) (memory_bytes) or sum by (job) (constant)',
  '(temperature > 10) and (temperature < 20)',
  'temperature and on () vector(1)',
  'vector(0) or temperature',
  '1 + 2 * 3 ^ 2 ^ 0.5 % 4',
  '-1 ^ 2',
  '-2 ^ 0.5',
  '2 ^ -1',
  '1 - -1',
  '- temperature ^ 2',
  '1 == bool 1 == bool 1',
  '5m',
  '0x1f',
  '1e3',
  '.5',
  '1_000',
  'Inf - Inf',
  '+Inf',
  '-NaN',
  '1 / 0',
  '-1 / 0',
  '0 / 0',
  '-1 % 3',
  '5 % 0',
  '"text"',
  "'it\\'s'",
  '`raw\\n`',
  'temperature[5m]',
  'temperature[1m] offset 1m',
  'temperature[10m:1m]',
  'temperature[300]',
  '(temperature)[10m:1m]',
  '((temperature))',
  'sum((temperature))',
  'rate((requests_total[5m]))',
  'sum(temperature) by (job)',
  'SUM BY (job) (temperature)',
  'sum by (job,) (temperature)',
  'temperature{job="api",}',
  'temperature # a comment',
  // Wrong.
  '',
  ' ',
  '#',
  'sum(',
  'sum)',
  'temperature[',
  'temperature[5m',
  'temperature[0s]',
  'temperature[5x]',
  'temperature{',
  'temperature{job}',
  'temperature{job=}',
  'temperature{job="api"',
  'temperature{job=~"("}',
  '{}',
  '{job=""}',
  '{job=~".*"}',
  'unknown(temperature)',
  'rate(temperature)',
  'abs(temperature[5m])',
  'abs()',
  'abs(temperature, 1)',
  'round(temperature, 1, 2)',
  'rate(1)',
  'sum(1)',
  'sum(temperature[5m])',
  'topk(temperature)',
  'topk("a", temperature)',
  'topk(temperature, temperature)',
  'count_values(1, temperature)',
  'temperature +',
  '+ + temperature',
  'temperature temperature',
  '1 2',
  '"a" + 1',
  'temperature == "a"',
  '1 > 2',
  '1 and 2',
  '1 or temperature',
  'temperature and 1',
  'temperature + bool memory_bytes',
  'temperature and on (job) group_left memory_bytes',
  'temperature[5m] + 1',
  'temperature offset 5m offset 5m',
  'temperature @ 1 @ 2',
  '1 offset 5m',
  'sum(temperature) offset 5m',
  'temperature offset 5m [5m]',
  'temperature @ 1 [5m]',
  'sum(temperature)[5m]',
  'temperature[5m][5m]',
  'temperature[5m:1m][5m:1m]',
  'temperature[5m:0s]',
  '"a"[5m:1m]',
  'temperature{__name__="x"}',
  'temperature * on (job) group_left (job) build_info',
  '1 + on (job) temperature',
  'mad_over_time(temperature[5m])',
  'limitk(1, temperature)',
  'sort_by_label(temperature, "job")',
  'temperature[5m] smoothed',
  "'a",
  '"\\q"',
  '!',
  '$',
  'a b c',
  '((1)',
  '5m5',
  '0b1',
  'sum by (temperature)',
  'by (job) sum(temperature)',
  'sum without temperature',
  'temperature offset',
  'temperature @',
  '@ 5',
  'temperature @ Inf',
  'time(1)',
  'vector(temperature)',
  'scalar(1)',
  'label_replace(temperature)',
  'label_join(temperature, "a")',
  'pi',
  'sum',
  'by',
  '-"a"',
  '{job="a"} {job="b"}',
  ...NOTED,
  ...WRONG,
  '# a comment\ntemperature',
  '# one\n# two\n\ntemperature # three',
  '# nothing else',
  'temperature{job="api"} # }',
  'label_replace(temperature, "a", "#", "", "") # "',
]

/** Without those that make of the last digit of a large number the first of another, and what is no vector or has an order. */
const GENERATED_OF_VALUE = OF_VALUE.filter(
  (name) => !['sin', 'cos', 'tan', 'scalar', 'sort', 'sort_desc'].includes(name),
)
/** Prometheus itself finds nothing there, once or ever: it takes the subquery for a vector. */
const PINNED_SUBQUERY = /predict_linear\(\(.*\)\[\w+:\w*\] @/

/** Random queries, the same for one seed: of a grammar, so that most of them are sound. */
export function generateQueries(seed: number, count: number): readonly string[] {
  const random = createSeededRandom(seed)
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  const selector = (): string => {
    const name = pick([...INSTANT.slice(0, 7), 'requests_total', 'requests_total', 'duration_seconds_bucket'])
    const matcher = pick(['', '', '{job="api"}', '{instance=~"a|b"}', '{job!="api"}', '{instance!~"c.*"}'])
    return `${name}${matcher}`
  }
  const modifier = (): string =>
    pick(['', '', '', '', ' offset 1m', ' offset -30s', ' @ 1780003600', ' @ end()', ' @ start() offset 90s'])
  const duration = (): string => pick(['30s', '1m', '2m', '5m', '10m', '17m'])
  const grouping = (): string =>
    pick(['', 'by (job) ', 'by (instance) ', 'by (job, code) ', 'without (instance) ', 'without (code, le) '])
  const matching = (): string =>
    pick([
      '',
      '',
      'on (job) ',
      'on (job, instance) ',
      'ignoring (code) ',
      'on (job) group_left ',
      'ignoring (code, le) group_right ',
    ])
  const range = (depth: number): string =>
    depth > 0 && random() < 0.3
      ? `(${vector(depth - 1)})[${duration()}:${pick(['', '15s', '30s', '1m'])}]${modifier()}`
      : `${selector()}[${duration()}]${modifier()}`
  const scalar = (depth: number): string =>
    depth > 0 && random() < 0.3
      ? pick([`scalar(${vector(depth - 1)})`, 'time()', `(${scalar(depth - 1)} * 2)`])
      : pick(['0', '1', '2.5', '-3', '10', '0.9'])
  const vector = (depth: number): string => {
    if (depth <= 0) return `${selector()}${modifier()}`
    switch (Math.floor(random() * 9)) {
      case 0:
      case 1:
        return `${pick(OVER_TIME)}(${range(depth - 1)})`
      case 2:
        return `${pick(GENERATED_OF_VALUE)}(${vector(depth - 1)})`
      case 3:
      case 4:
        return `${pick(AGGREGATIONS)} ${grouping()}(${vector(depth - 1)})`
      case 5:
        return `(${vector(depth - 1)} ${pick([...ARITHMETIC, ...COMPARISONS])} ${scalar(depth - 1)})`
      case 6:
        return `(${vector(depth - 1)} ${pick([...ARITHMETIC, ...COMPARISONS])} ${matching()}${vector(depth - 1)})`
      case 7:
        return `(${vector(depth - 1)} ${pick(SETS)} ${pick(['', 'on (job) ', 'ignoring (instance) '])}${vector(depth - 1)})`
      default:
        return pick([
          `quantile ${grouping()}(${scalar(0)}, ${vector(depth - 1)})`,
          `clamp_min(${vector(depth - 1)}, ${scalar(depth - 1)})`,
          `histogram_quantile(0.9, ${vector(depth - 1)})`,
          `predict_linear(${range(depth - 1)}, ${scalar(0)})`,
          `quantile_over_time(${scalar(0)}, ${range(depth - 1)})`,
          `label_replace(${vector(depth - 1)}, "job", "$1", "instance", "(.*)")`,
          `-(${vector(depth - 1)})`,
        ])
    }
  }
  const queries: string[] = []
  while (queries.length < count) {
    const query = vector(1 + Math.floor(random() * 3))
    if (!PINNED_SUBQUERY.test(query)) queries.push(query)
  }
  return queries
}

/** Queries that nobody thought of. */
export const GENERATED = 2500
export const GENERATED_QUERIES: readonly string[] = generateQueries(7, GENERATED)
export const ALL_QUERIES: readonly string[] = [...LISTED, ...GENERATED_QUERIES]
