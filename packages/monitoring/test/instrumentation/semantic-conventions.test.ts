import { CONNECTION_STATES, SEMANTIC_METRICS } from '@cryo/conventions'
import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { expect, test } from 'vitest'

const values = new Set<unknown>(Object.values(conventions))

test.each(SEMANTIC_METRICS.map((metric) => [metric.name, metric] as const))(
  '%s and its attributes are named as the semantic conventions name them',
  (name, metric) => {
    expect(values).toContain(name)
    for (const attribute of metric.attributes) expect(values).toContain(attribute)
  },
)

test('the states of a connection are theirs', () => {
  expect(CONNECTION_STATES).toEqual([
    conventions.DB_CLIENT_CONNECTION_STATE_VALUE_IDLE,
    conventions.DB_CLIENT_CONNECTION_STATE_VALUE_USED,
  ])
})
