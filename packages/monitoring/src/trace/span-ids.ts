const POOL_BYTES = 6144
const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8

const pool = Buffer.allocUnsafeSlow(POOL_BYTES)
let used = POOL_BYTES

/** A new trace id: 32 lower-case hex digits from the system's random source, drawn in bulk. */
export function createTraceId(): string {
  return takeHex(TRACE_ID_BYTES)
}

/** A new span id: 16 lower-case hex digits. */
export function createSpanId(): string {
  return takeHex(SPAN_ID_BYTES)
}

function takeHex(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    // Loading it takes 5 ms: not before the first span.
    process.getBuiltinModule('node:crypto').randomFillSync(pool)
    used = 0
  }
  const start = used
  used += bytes
  // An id of zeros is invalid; a first digit that is not 0 rules it out.
  if (pool[start] === 0) pool[start] = 1
  return pool.toString('hex', start, used)
}
