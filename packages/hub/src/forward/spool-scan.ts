import { isProcessAlive } from '@cryo/protocol'
import type { SpoolContext } from './spool-context.ts'
import { isMissing } from './spool-folder.ts'
import type { SpoolEntry } from './spool-index.ts'
import { formatSpoolName, parseSpoolName, type SpoolName, type SpoolOwner } from '@cryo/protocol'
import { forget } from './spool-room.ts'

/**
 * Brings the index up to date with the folder, which other processes use too.
 *
 * Adopts what a process left that has ended, or an earlier hub of this one: the file gets a name of this
 * process, and of several that try, one succeeds. Files whose names are not ours stay as they are.
 */
export async function scanSpool(context: SpoolContext): Promise<void> {
  const { index, folder } = context
  const before = index.entries().filter((entry) => entry.state !== 'claimed')
  const files = await folder.list()
  const isAlive = createLivenessCheck(context.owner)
  const listed = new Set<string>()

  for (const file of files) {
    const parsed = parseSpoolName(file)
    if (parsed === undefined) continue
    const { name, mark } = parsed
    const plain = formatSpoolName(name)
    listed.add(plain)
    if (index.knows(name) || context.pending.has(plain)) continue
    if (mark === 'bad') index.add(name, 'bad', mark)
    else if (mark === 'tmp') {
      // oxlint-disable-next-line no-await-in-loop -- in order of time, and without flooding the disk's threads
      if (!isAlive(name.owner)) await removeLeftover(context, file)
    } else if (isSame(name.owner, context.owner) || !isAlive(name.owner)) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await adopt(context, file, name)
    } else if (mark === '') {
      index.add(name, 'foreign')
    }
  }
  for (const entry of before) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (!listed.has(formatSpoolName(entry.name))) await forgetIfGone(context, entry)
  }
  // The owner of a foreign file may have ended since it was listed first.
  for (const entry of before) {
    if (entry.state !== 'foreign' || isAlive(entry.name.owner) || !index.knows(entry.name)) continue
    index.remove(entry)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await adopt(context, entry.file, entry.name)
  }
}

async function adopt(context: SpoolContext, file: string, name: SpoolName): Promise<void> {
  const { index, folder, ledger } = context
  const adopted = context.nextName(name)
  const plain = formatSpoolName(adopted)
  try {
    const bytes = await folder.size(file)
    if (bytes === undefined) return
    await folder.rename(file, plain)
    ledger.adopt(name.signal, name.items)
    index.add(adopted, 'ready')
    context.wake(name.signal)
  } catch (error) {
    // Another process was faster.
    if (!isMissing(error)) context.health.fail(error)
  }
}

/** A half-written batch was acknowledged to nobody: whoever wrote it still had it, or ended with all it had. */
async function removeLeftover(context: SpoolContext, file: string): Promise<void> {
  try {
    await context.folder.remove(file)
  } catch (error) {
    if (!isMissing(error)) context.health.fail(error)
  }
}

async function forgetIfGone(context: SpoolContext, entry: SpoolEntry): Promise<void> {
  if (!isIdle(entry) || !context.index.knows(entry.name)) return
  // The folder was listed while names changed: only the file itself tells.
  const isGone = await context.folder.size(entry.file).then(() => false, isMissing)
  if (isGone && isIdle(entry)) forget(context, entry)
}

function isIdle(entry: SpoolEntry): boolean {
  return entry.state !== 'claimed'
}

function isSame(a: SpoolOwner, b: SpoolOwner): boolean {
  return a.pid === b.pid && a.start === b.start
}

/** Asks the system once per process and scan. */
function createLivenessCheck(self: SpoolOwner): (owner: SpoolOwner) => boolean {
  const known = new Map<string, boolean>()
  return (owner) => {
    if (isSame(owner, self)) return true
    const key = `${owner.pid}-${owner.start}`
    const alive = known.get(key) ?? isProcessAlive(owner)
    known.set(key, alive)
    return alive
  }
}
