import type { Labels } from '@cryo/promql'

/** Puts labels together; the last one of a name counts, and one that is empty is none. */
export function mergeLabels(...all: readonly Labels[]): Labels {
  // A label may have any name, that of the prototype too.
  const merged = Object.create(null) as Record<string, string>
  for (const labels of all) {
    for (const name of Object.keys(labels)) {
      const value = labels[name] ?? ''
      if (value === '') delete merged[name]
      else merged[name] = value
    }
  }
  return merged
}
