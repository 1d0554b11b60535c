import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard'

/** Text and colour of each value, by value. */
export function mapValues(
  values: Readonly<Record<number, readonly [text: string, color: string]>>,
): ValueMapping[] {
  const entries = Object.entries(values).map(
    ([value, [text, color]], index) => [value, { text, color, index }] as const,
  )
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(entries) }]
}
