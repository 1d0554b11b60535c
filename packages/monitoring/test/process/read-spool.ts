import { readdirSync } from 'node:fs'

import { parseSpoolName } from '@cryo/protocol'
import type { TempDir } from '@cryo/testing'

/** Spans that lie in the spool of a folder, whole and for a later process to deliver. */
export function countSpooledSpans(dir: TempDir): number {
  let spans = 0
  for (const file of listSpool(dir)) {
    const parsed = parseSpoolName(file)
    if (parsed?.name.signal !== 'traces') continue
    // What was about to be delivered is the next process's: it takes over what its owner left.
    if (parsed.mark === '' || parsed.mark === 'claim') spans += parsed.name.items
  }
  return spans
}

/** Names of all files in the spool. */
export function listSpool(dir: TempDir): readonly string[] {
  try {
    return readdirSync(dir.file('monitoring', 'spool'))
  } catch {
    return []
  }
}
