import { crc32 } from 'node:zlib'

/** A record as it lies in a row. */
export interface SealedRecord {
  readonly record: string
  readonly crc: number
}

/** Makes the text of a record with its checksum: SQLite itself does not notice a bit that flips within a value. */
export function seal(value: unknown): SealedRecord {
  const record = JSON.stringify(value)
  return { record, crc: crc32(record) }
}

/** Reads a record; `null` where it is not what was written. */
export function unseal({ record, crc }: Readonly<Record<string, unknown>>): object | null {
  if (typeof record !== 'string' || crc32(record) !== crc) return null
  return JSON.parse(record) as object
}
