import { parseDuration } from '@cryo/promql'

import type { Complain, Field, YamlReader } from './yaml-reader.ts'

/** Reads a duration in milliseconds; `null` where there is none, or something else, of which is complained. */
export function readDuration(
  reader: YamlReader,
  field: Field | undefined,
  what: string,
  complain: Complain,
): number | null {
  if (field === undefined || reader.isNull(field.value)) return null
  const text = reader.text(field, what, complain)
  if (text === null) return null
  if (text === '0') return 0
  const milliseconds = parseDuration(text)
  if (milliseconds === null) {
    const reason =
      text === '' ? 'empty duration string' : `not a valid duration string: ${JSON.stringify(text)}`
    complain(field.value ?? field.key, `${what}: ${reason}`)
  }
  return milliseconds
}
