import type { SpoolContext } from './spool-context.ts'
import { isMissing } from './spool-folder.ts'
import type { SpoolEntry, SpoolSize } from './spool-index.ts'

/** Whether there is room now, and why not. */
export type Room = 'ok' | 'spool_full' | 'spool_error'

type Removal = 'removed' | 'missing' | 'failed'

/** Removes the oldest batches until `more` fits; each is counted as dropped. */
export async function makeRoom(context: SpoolContext, more: SpoolSize): Promise<Room> {
  const victims = context.index.victims(more, context.limits)
  if (victims === undefined) return 'spool_full'
  for (const victim of victims) {
    const { state } = victim
    // Nobody may begin to deliver what is on its way out.
    victim.state = 'claimed'
    // oxlint-disable-next-line no-await-in-loop -- one by one, to stop as soon as the disk fails
    const removal = await context.folder.remove(victim.file).then(
      (): Removal => 'removed',
      (error: unknown) => judgeFailure(context, error),
    )
    victim.state = state
    if (removal === 'failed') return 'spool_error'
    countEviction(context, victim, removal)
  }
  return 'ok'
}

/** {@link makeRoom} before it returns. */
export function makeRoomSync(context: SpoolContext, more: SpoolSize): Room {
  const victims = context.index.victims(more, context.limits)
  if (victims === undefined) return 'spool_full'
  for (const victim of victims) {
    let removal: Removal = 'removed'
    try {
      context.folder.removeSync(victim.file)
    } catch (error) {
      removal = judgeFailure(context, error)
    }
    if (removal === 'failed') return 'spool_error'
    countEviction(context, victim, removal)
  }
  return 'ok'
}

/** Strikes an entry whose file is gone: another process has taken it and counts it from now on. */
export function forget(context: SpoolContext, entry: SpoolEntry): void {
  context.index.remove(entry)
  if (entry.state === 'ready' || entry.state === 'claimed') {
    context.ledger.move(entry.name.signal, 'spooled', 'handedOver', entry.items)
  }
}

function judgeFailure(context: SpoolContext, error: unknown): Removal {
  if (isMissing(error)) return 'missing'
  context.health.fail(error)
  return 'failed'
}

function countEviction(context: SpoolContext, victim: SpoolEntry, removal: Removal): void {
  const { ledger, index } = context
  const { signal } = victim.name
  if (removal === 'missing') {
    forget(context, victim)
    return
  }
  index.remove(victim)
  // What was already given up as unreadable is in the account.
  if (victim.state === 'bad') return
  // Its process will find it gone and count it as handed over.
  if (victim.state === 'foreign') ledger.adopt(signal, victim.items)
  ledger.move(signal, 'spooled', 'spool_full', victim.items)
}
