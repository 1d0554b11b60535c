import { type Signal, SIGNALS } from '@cryo/conventions'

/** What a spooled batch holds: an OTLP request, the same compressed, or a dump of the application's shared ring. */
export type SpoolFormat = 'otlp' | 'otlp.gz' | 'ring'

/**
 * What a file on its way says beyond its name.
 *
 * `tmp`: being written; `claim`: being delivered by its owner; `bad`: cannot be delivered, kept for people.
 */
export type SpoolMark = '' | 'tmp' | 'claim' | 'bad'

/** The process that a spooled batch belongs to. */
export interface SpoolOwner {
  readonly pid: number
  /** When the process started, in a form that differs for a later process with the same pid. */
  readonly start: string
}

/** Everything that the name of a spooled batch says, so that accounts are right without opening the file. */
export interface SpoolName {
  /** When the batch was written, in milliseconds since 1970. */
  readonly timeMs: number
  /** Order within `timeMs`; makes the name unique for its owner. */
  readonly sequence: number
  readonly owner: SpoolOwner
  readonly signal: Signal
  readonly items: number
  readonly bytes: number
  readonly format: SpoolFormat
}

const PATTERN =
  /^(\d{13})-(\d{10})-(\d{1,10})-([0-9a-z]{1,16})-([a-z]+)-(\d{1,10})-(\d{1,12})\.(otlp|otlp\.gz|ring)(?:\.(tmp|claim|bad))?$/
const SIGNAL_NAMES: ReadonlySet<string> = new Set(SIGNALS)

/**
 * Writes the file name of a batch; names sort by time.
 *
 * `<time>-<sequence>-<pid>-<start>-<signal>-<items>-<bytes>.<format>[.<mark>]`
 */
export function formatSpoolName(name: SpoolName, mark: SpoolMark = ''): string {
  const { timeMs, sequence, owner, signal, items, bytes, format } = name
  const time = String(Math.max(0, Math.trunc(timeMs))).padStart(13, '0')
  const order = String(sequence).padStart(10, '0')
  const suffix = mark === '' ? '' : `.${mark}`
  return `${time}-${order}-${owner.pid}-${owner.start}-${signal}-${items}-${bytes}.${format}${suffix}`
}

/** Reads a file name; `undefined` if it is none of ours. */
export function parseSpoolName(
  file: string,
): { readonly name: SpoolName; readonly mark: SpoolMark } | undefined {
  const [, time, sequence, pid, start, signal, items, bytes, format, mark = ''] = PATTERN.exec(file) ?? []
  if (start === undefined || signal === undefined || !SIGNAL_NAMES.has(signal)) return undefined
  return {
    name: {
      timeMs: Number(time),
      sequence: Number(sequence),
      owner: { pid: Number(pid), start },
      signal: signal as Signal,
      items: Number(items),
      bytes: Number(bytes),
      format: format as SpoolFormat,
    },
    mark: mark as SpoolMark,
  }
}
