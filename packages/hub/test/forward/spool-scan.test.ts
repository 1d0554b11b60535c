import { createManualClock, createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../src/forward/ledger.ts'
import { readProcessIdentity } from '@cryo/protocol'
import { createSpoolHealth, type SpoolContext } from '../../src/forward/spool-context.ts'
import { openSpoolFolder } from '../../src/forward/spool-folder.ts'
import { createSpoolIndex } from '../../src/forward/spool-index.ts'
import { formatSpoolName, type SpoolName } from '@cryo/protocol'
import { scanSpool } from '../../src/forward/spool-scan.ts'
import { nonZero } from './expect-balance.ts'

describe('a scan of the spool', () => {
  it('takes a file for no find whose write is about to be entered', async () => {
    using dir = createTempDir()
    const clock = createManualClock()
    const owner = readProcessIdentity()
    let sequence = 0
    const context: SpoolContext = {
      folder: openSpoolFolder(dir.path),
      index: createSpoolIndex(() => true),
      ledger: createLedger(),
      clock,
      limits: { maxBytes: 1000, maxFiles: 10 },
      owner,
      pending: new Set(),
      health: createSpoolHealth(clock, () => {}),
      nextName: (what) => ({ timeMs: 1, ...what, sequence: (sequence += 1), owner }),
      wake: () => {},
    }
    const name: SpoolName = context.nextName({ signal: 'traces', items: 1, bytes: 1, format: 'otlp' })
    const file = formatSpoolName(name)
    context.pending.add(file)
    await context.folder.write(file, `${file}.tmp`, Buffer.from('x'))
    await scanSpool(context)
    expect([nonZero(context.ledger.counts('traces')), context.index.files]).toEqual([{}, 0])

    context.pending.delete(file)
    await scanSpool(context)
    expect([nonZero(context.ledger.counts('traces')), context.index.files]).toEqual([
      { adopted: 1, spooled: 1 },
      1,
    ])
  })
})
