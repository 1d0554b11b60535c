import { createManualClock, type ManualClock, type TempDir } from '@cryo/testing'
import { readdirSync } from 'node:fs'
import { createLedger, type Ledger } from '../../src/forward/ledger.ts'
import { createSpool, type Spool, type SpoolOptions } from '../../src/forward/spool.ts'
import type { ClaimedBatch } from '../../src/forward/spool-claims.ts'

/** A spool in a temporary folder; its time stands still. */
export interface SpoolRig {
  readonly spool: Spool
  readonly ledger: Ledger
  readonly clock: ManualClock
  readonly directory: string
  /** Accepts and writes a batch of so many items, with a body of `bytes` times its first letter. */
  write(text: string, items?: number, bytes?: number): Promise<string>
  files(): string[]
}

/** Opens the spool of a folder. */
export function openSpool(dir: TempDir, options: Partial<SpoolOptions> = {}): SpoolRig {
  const clock = createManualClock()
  const ledger = createLedger()
  const directory = dir.file('spool')
  const spool = createSpool({ directory, ledger, clock, ...options })
  return {
    spool,
    ledger,
    clock,
    directory,
    write(text, items = 1, bytes = 1) {
      ledger.accept('traces', items)
      const payload = { bytes: Buffer.from(text.repeat(bytes)), gzip: false }
      return spool.write({ signal: 'traces', items, payload })
    },
    files: () => readdirSync(directory).toSorted(),
  }
}

/** The body of a claimed batch as text. */
export function textOf(claimed: ClaimedBatch | undefined): string | undefined {
  return claimed === undefined ? undefined : Buffer.from(claimed.payload.bytes).toString()
}

/** Delivers all traces of a spool, and tells their bodies in order. */
export async function drain({ spool, ledger }: Pick<SpoolRig, 'spool' | 'ledger'>): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tested
    const claimed = await spool.claim('traces')
    if (claimed === undefined) return texts
    texts.push(textOf(claimed) ?? '')
    ledger.move('traces', 'spooled', 'delivered', claimed.items)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await spool.complete(claimed)
  }
}
