import { readFileSync } from 'node:fs'

import type { Signal } from '@cryo/conventions'
import { HUB_ID_HEADER } from '@cryo/dashboard'
import { writeLogLine } from '@cryo/protocol'
import type { ControlBlock, ForwardTarget, HubConfiguration } from '@cryo/protocol'

import { createForwarder } from '../forward/forwarder.ts'
import type { Forwarder } from '../forward/forwarder.ts'
import { createLedger } from '../forward/ledger.ts'
import { createOtlpClient } from '../forward/otlp-client.ts'
import type { OtlpClient } from '../forward/otlp-client.ts'
import { createSpool } from '../forward/spool.ts'
import type { Spool } from '../forward/spool.ts'
import { convertRingDump } from '../sources/ring-dump.ts'
import type { Outlets } from './outlets.ts'

/** Settings of a {@link Collector}. */
export interface CollectorOptions {
  readonly forward: NonNullable<HubConfiguration['forward']>
  readonly hubId: string
  /** `null`: nothing can be written, what does not fit in memory is dropped. */
  readonly spoolDir: string | null
  readonly control: ControlBlock
}

/** The collector that telemetry is forwarded to, with the spool that bridges its absence. */
export class Collector implements Outlets {
  readonly #forwarders = new Map<Signal, Forwarder>()
  readonly #clients: OtlpClient[] = []
  readonly #spool: Spool | undefined

  constructor({ forward, hubId, spoolDir, control }: CollectorOptions) {
    const ledger = createLedger((signal, what, change, reason) => {
      control.count(
        signal,
        what === 'dropped' && reason !== undefined ? reason : (what as 'delivered' | 'spooled'),
        change,
      )
    })
    this.#spool =
      spoolDir === null
        ? undefined
        : createSpool({
            directory: spoolDir,
            ledger,
            convertRing: convertRingDump,
            onProblem: (problem) => writeLogLine(`the spool cannot be used: ${problem}`),
          })
    for (const [name, target] of Object.entries(forward)) {
      const signal = name as Signal
      const client = createOtlpClient({
        url: target.url,
        headers: { ...target.headers, [HUB_ID_HEADER]: hubId },
        tls: readTls(target.tls),
      })
      this.#clients.push(client)
      const { timeoutMs: deadlineMs, compression } = target
      const spool = this.#spool === undefined ? {} : { spool: this.#spool }
      this.#forwarders.set(
        signal,
        createForwarder({
          signal,
          client,
          ledger,
          deadlineMs,
          gzip: compression === 'gzip',
          onRefused: (reason) => writeLogLine(`the collector refuses ${signal}, which are lost: ${reason}`),
          ...spool,
        }),
      )
    }
  }

  get isOpen(): boolean {
    return this.#forwarders.size > 0
  }

  /** Whether a signal is forwarded. */
  takes(signal: Signal): boolean {
    return this.#forwarders.has(signal)
  }

  async send(signal: Signal, body: Uint8Array, items: number): Promise<void> {
    await this.#forwarders.get(signal)?.send({ body, items })
  }

  /** Delivers or spools what waits, at most this long. */
  async flush(limitMs: number): Promise<void> {
    await Promise.all([...this.#forwarders.values()].map((forwarder) => forwarder.flush(limitMs)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#forwarders.values()].map((forwarder) => forwarder.close()))
    for (const client of this.#clients) client.close()
    this.#spool?.close()
  }
}

function readTls(tls: ForwardTarget['tls']): {
  certificate?: string
  clientCertificate?: string
  clientKey?: string
} {
  if (tls === null) return {}
  const { authorities, certificate, key } = tls
  return {
    ...(authorities === null ? {} : { certificate: readFileSync(authorities, 'utf8') }),
    ...(certificate === null ? {} : { clientCertificate: readFileSync(certificate, 'utf8') }),
    ...(key === null ? {} : { clientKey: readFileSync(key, 'utf8') }),
  }
}
