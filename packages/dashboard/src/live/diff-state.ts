import type { Delta } from '../client/live/delta.ts'

/**
 * What has to change for `before` to become `after`, as JSON would carry both; `null`: nothing. Parts that are the same
 * object are not looked into.
 */
export function diffState(before: unknown, after: unknown): Delta | null {
  if (Object.is(before, after)) return null
  if (Array.isArray(before) && Array.isArray(after)) return diffArrays(before, after)
  if (isRecord(before) && isRecord(after)) return diffRecords(before, after)
  const same = before instanceof Date && after instanceof Date && before.getTime() === after.getTime()
  return same ? null : [after]
}

function diffArrays(before: readonly unknown[], after: readonly unknown[]): Delta | null {
  const changes: [string, Delta][] = []
  if (before.length !== after.length) changes.push(['length', [after.length]])
  for (const [index, value] of after.entries()) {
    const change = index < before.length ? diffState(before[index], value) : ([value] as const)
    if (change !== null) changes.push([String(index), change])
  }
  return toDelta(changes)
}

function diffRecords(before: object, after: object): Delta | null {
  const changes: [string, Delta][] = []
  const earlier = new Map(Object.entries(before))
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue
    const change = earlier.get(key) === undefined ? ([value] as const) : diffState(earlier.get(key), value)
    earlier.delete(key)
    if (change !== null) changes.push([key, change])
  }
  for (const [key, value] of earlier) if (value !== undefined) changes.push([key, 0])
  return toDelta(changes)
}

function toDelta(changes: readonly (readonly [string, Delta])[]): Delta | null {
  return changes.length === 0 ? null : Object.fromEntries(changes)
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
