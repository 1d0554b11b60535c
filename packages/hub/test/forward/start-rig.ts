import {
  createManualClock,
  createTempDir,
  encodeTraces,
  type ManualClock,
  type OtlpSink,
  startOtlpSink,
  type TempDir,
} from '@cryo/testing'
import { createForwarder, type Forwarder, type ForwarderOptions } from '../../src/forward/forwarder.ts'
import type { Fate } from '../../src/forward/held-batches.ts'
import { createLedger, type Ledger } from '../../src/forward/ledger.ts'
import { createOtlpClient, type OtlpClient } from '../../src/forward/otlp-client.ts'
import { createSpool, type Spool } from '../../src/forward/spool.ts'
import { nonZero } from './expect-balance.ts'

/** A forwarder of traces with a real collector and a real folder; its time stands still. */
export interface Rig extends AsyncDisposable {
  readonly sink: OtlpSink
  readonly dir: TempDir
  /** Time of the forwarder: back-off, hold, flush. */
  readonly clock: ManualClock
  /** Time of the spool: rest after a failure, scans. */
  readonly diskClock: ManualClock
  readonly client: OtlpClient
  readonly ledger: Ledger
  readonly spool: Spool
  /** Settles with the first problem of the disk. */
  readonly diskProblem: Promise<string>
  readonly forwarder: Forwarder
  /** Sends one batch with a span per name. */
  send(...names: string[]): Promise<Fate>
  /** Names of the spans that the collector took, in order. */
  received(): string[]
  /** Waits until an attempt has failed and the next one is due in exactly `waitMs`, and lets that time pass. */
  backOff(waitMs: number): Promise<void>
  counts(): Record<string, number>
}

/** What a rig may have other than usual. */
export interface RigOptions extends Partial<ForwarderOptions> {
  readonly withSpool?: boolean
  readonly maxFiles?: number
  /** Puts something between the forwarder and its spool, or its client. */
  readonly watchSpool?: (spool: Spool) => Spool
  readonly watchClient?: (client: OtlpClient) => OtlpClient
}

/** Starts a rig; `withSpool: false` leaves its forwarder without a spool. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const {
    withSpool = true,
    maxFiles = 1000,
    watchSpool = (it) => it,
    watchClient = (it) => it,
    ...overrides
  } = options
  const sink = await startOtlpSink()
  const dir = createTempDir()
  const clock = createManualClock()
  const diskClock = createManualClock()
  const client = createOtlpClient({ url: `${sink.url}/v1/traces` })
  const ledger = createLedger()
  const { promise: diskProblem, resolve: onProblem } = Promise.withResolvers<string>()
  const spool = createSpool({ directory: dir.file('spool'), ledger, clock: diskClock, maxFiles, onProblem })
  await spool.ready
  const forwarder = createForwarder({
    signal: 'traces',
    client: watchClient(client),
    ledger,
    ...(withSpool ? { spool: watchSpool(spool) } : {}),
    clock,
    backoff: { random: () => 1 },
    ...overrides,
  })
  return {
    sink,
    dir,
    clock,
    diskClock,
    client,
    ledger,
    spool,
    diskProblem,
    forwarder,
    send: (...names) => forwarder.send({ body: encodeTraces(names), items: names.length }),
    received: () => sink.spans.map((span) => span.name),
    async backOff(waitMs) {
      await clock.waitForTimer((pendingMs) => pendingMs === waitMs)
      clock.advance(waitMs)
    },
    counts: () => nonZero(forwarder.counts()),
    async [Symbol.asyncDispose]() {
      spool.close()
      await forwarder.close()
      client.close()
      await sink.close()
      dir[Symbol.dispose]()
    },
  }
}
