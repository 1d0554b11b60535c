import { expect, it } from 'vitest'

import { evaluate, parse, type SeriesSource } from '../src/index.ts'

const source: SeriesSource = {
  select: () => [
    {
      labels: { __name__: 'temperature' },
      timestamps: Float64Array.of(0, 10_000, 20_000),
      values: Float64Array.of(1, 2, 3),
    },
  ],
}
const AT = { time: 20_000 }
const NO_COUNTER =
  'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "temperature"'

it('what makes a result doubtful is said, with the line and the byte where it is', async () => {
  const query = 'label_replace(vector(1), "ä", "€", "", "") or\n  rate(temperature[1m])'
  expect(await evaluate(query, AT, source)).toMatchObject({ infos: [`${NO_COUNTER} (2:8)`], warnings: [] })
})

it('of what was parsed before the text is known too', async () => {
  expect(await evaluate(parse('rate(temperature[1m])'), AT, source)).toMatchObject({
    infos: [`${NO_COUNTER} (1:6)`],
  })
})

it('of what nobody parsed the place is not known', async () => {
  const expression = { ...parse('rate(temperature[1m])') }
  expect(await evaluate(expression, AT, source)).toMatchObject({
    infos: [`${NO_COUNTER} (unknown position)`],
  })
})

it('the same is said once, however often it is so', async () => {
  const query = 'rate(temperature[1m]) + rate(temperature[1m])'
  expect(await evaluate(query, { start: 0, end: 20_000, step: 1000 }, source)).toMatchObject({
    infos: [`${NO_COUNTER} (1:30)`],
  })
})

it('of more than ten the others are counted', async () => {
  const query = 'quantile_over_time(time() + 2, temperature[1m])'
  const { warnings } = await evaluate(query, { start: 0, end: 20_000, step: 1000 }, source)
  expect(warnings).toHaveLength(11)
  expect(warnings[0]).toBe('PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)')
  expect(warnings.at(-1)).toBe('11 more warning annotations omitted')
})
