/** What SQLite complained about, as far as it matters to what is done next. */
export type SqliteFault = 'corrupt' | 'busy' | 'full' | 'refused' | 'other'

const FAULTS: Readonly<Record<number, SqliteFault>> = {
  // SQLITE_BUSY, SQLITE_CORRUPT, SQLITE_FULL.
  5: 'busy',
  11: 'corrupt',
  13: 'full',
  // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH: what was to be written will never be taken.
  18: 'refused',
  19: 'refused',
  20: 'refused',
  // SQLITE_NOTADB.
  26: 'corrupt',
}
/** SQLITE_IOERR_SHORT_READ: the file ends before it should. */
const SHORT_READ = 522

/** Reads SQLite's result code off an error that was caught. */
export function faultOf(error: unknown): SqliteFault {
  // A value that the binding does not take is a TypeError without a code.
  if (error instanceof TypeError) return 'refused'
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  if (code === SHORT_READ) return 'corrupt'
  // Extended codes carry the primary one in their low byte.
  return FAULTS[code & 0xff] ?? 'other'
}
