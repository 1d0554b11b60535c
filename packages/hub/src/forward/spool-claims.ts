import type { Signal } from '@cryo/conventions'
import { compressPayload } from './payload.ts'
import type { SpoolContext } from './spool-context.ts'
import { isMissing } from './spool-folder.ts'
import type { SpoolEntry, SpoolPart } from './spool-index.ts'
import { formatSpoolName, type SpoolName } from '@cryo/protocol'
import { forget } from './spool-room.ts'

/** Turns a dump of the application's ring into OTLP bodies of the same signal. */
export type ConvertRing = (
  dump: Uint8Array,
  name: SpoolName,
) => readonly SpoolPart[] | Promise<readonly SpoolPart[]>

/** One body out of the spool, this caller's alone until it is released or completed. */
export interface ClaimedBatch extends SpoolPart {
  readonly entry: SpoolEntry
}

const ATTEMPTS_PER_ROUND = 3
const ROUND_PAUSE_MS = 60_000
/** The process or the machine is short of something: the file is not to blame. */
const SHORTAGES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'])

/** Takes the next body of a signal; `undefined` if there is none that can be read now. */
export async function claimNext(
  context: SpoolContext,
  signal: Signal,
  convertRing: ConvertRing | undefined,
): Promise<ClaimedBatch | undefined> {
  for (;;) {
    if (context.health.resting) return undefined
    const entry = context.index.nextReady(signal, context.clock.now())
    if (entry === undefined) return undefined
    entry.state = 'claimed'
    // oxlint-disable-next-line no-await-in-loop -- another entry is tried only if this one failed
    if (entry.parts.length === 0) await readParts(context, entry, convertRing)
    const [part] = entry.parts
    if (part !== undefined) return { ...part, entry }
  }
}

/** Gives a body back after a failed attempt; after some attempts others come first, for it may be the reason. */
export async function releaseClaim(context: SpoolContext, { entry }: ClaimedBatch): Promise<void> {
  entry.failures += 1
  if (entry.failures >= ATTEMPTS_PER_ROUND || entry.deferrals > 0) {
    entry.failures = 0
    entry.deferrals += 1
    entry.retryAtMs = context.clock.now() + ROUND_PAUSE_MS
  }
  if (entry.name.format === 'ring') {
    // Some of it may be delivered: it stays claimed on disk, so that nobody takes it for whole.
    entry.state = 'ready'
    return
  }
  entry.parts = []
  await makeReady(context, entry)
}

/** Strikes a body that was delivered or rejected; the file goes with the last one. */
export async function completeClaim(context: SpoolContext, claimed: ClaimedBatch): Promise<void> {
  const { entry, items } = claimed
  entry.items -= items
  entry.parts = entry.parts.slice(1)
  if (entry.parts.length > 0) {
    entry.state = 'ready'
    return
  }
  try {
    await context.folder.remove(entry.file)
    context.index.remove(entry)
  } catch (error) {
    if (isMissing(error)) {
      context.index.remove(entry)
      return
    }
    // Never to be delivered again by this process, which knows that it was.
    entry.state = 'bad'
    context.health.fail(error)
  }
}

/** After an outage entries count as sound again, but for the one that failed last: it may have been the reason. */
export function forgiveEntries(
  context: SpoolContext,
  signal: Signal,
  lastFailed: SpoolEntry | undefined,
): void {
  for (const entry of context.index.entriesOf(signal)) {
    if (entry === lastFailed || entry.pardoned) continue
    entry.pardoned = entry.deferrals > 0
    entry.failures = 0
    entry.deferrals = 0
    entry.retryAtMs = -Infinity
  }
}

async function readParts(
  context: SpoolContext,
  entry: SpoolEntry,
  convertRing: ConvertRing | undefined,
): Promise<void> {
  const { folder, health } = context
  const claimFile = formatSpoolName(entry.name, 'claim')
  try {
    if (entry.file !== claimFile) await folder.rename(entry.file, claimFile)
    entry.file = claimFile
  } catch (error) {
    if (isMissing(error)) forget(context, entry)
    else {
      entry.state = 'ready'
      health.fail(error)
    }
    return
  }
  try {
    const bytes = await folder.read(claimFile, entry.name.bytes)
    if (entry.name.format === 'ring') entry.parts = await convert(context, entry, bytes, convertRing)
    else entry.parts = [{ items: entry.items, payload: { bytes, gzip: entry.name.format === 'otlp.gz' } }]
    health.succeed()
  } catch (error) {
    if (isMissing(error)) forget(context, entry)
    else if (SHORTAGES.has((error as NodeJS.ErrnoException).code ?? '')) {
      await makeReady(context, entry)
      health.fail(error)
    } else await quarantine(context, entry)
  }
}

async function convert(
  context: SpoolContext,
  entry: SpoolEntry,
  bytes: Uint8Array,
  convertRing: ConvertRing | undefined,
): Promise<SpoolPart[]> {
  const parts = (await convertRing?.(bytes, entry.name)) ?? []
  if (parts.length === 0) throw new Error('nothing readable')
  const { signal } = entry.name
  const found = parts.reduce((sum, part) => sum + part.items, 0)
  // The name holds what the writer counted; what the dump holds is what there is.
  if (found > entry.items) context.ledger.adopt(signal, found - entry.items)
  else context.ledger.move(signal, 'spooled', 'spool_error', entry.items - found)
  entry.items = found
  return Promise.all(
    parts.map(async (part) => ({ items: part.items, payload: await compressPayload(part.payload) })),
  )
}

async function makeReady(context: SpoolContext, entry: SpoolEntry): Promise<void> {
  const plain = formatSpoolName(entry.name)
  try {
    await context.folder.rename(entry.file, plain)
    entry.file = plain
  } catch (error) {
    if (isMissing(error)) {
      forget(context, entry)
      return
    }
    context.health.fail(error)
  }
  entry.state = 'ready'
}

/** Sets aside what cannot be delivered, for people to look at; it still counts towards the bounds of the spool. */
async function quarantine(context: SpoolContext, entry: SpoolEntry): Promise<void> {
  context.ledger.move(entry.name.signal, 'spooled', 'spool_error', entry.items)
  const bad = formatSpoolName(entry.name, 'bad')
  try {
    await context.folder.rename(entry.file, bad)
    entry.file = bad
  } catch (error) {
    context.health.fail(error)
  }
  entry.state = 'bad'
}
