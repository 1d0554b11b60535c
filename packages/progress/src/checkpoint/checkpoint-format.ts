import type { CheckpointContent, CheckpointState } from './checkpoint-content.ts'

/** Version of what is written; a reader refuses newer ones. */
export const SCHEMA_VERSION = 1
/** A file that is larger is none of ours. */
export const MAX_BYTES: number = 16 * 1024 * 1024
const FORMAT = 'cryo-checkpoint'

/** What reading a text as a checkpoint gave. */
export type DecodedCheckpoint =
  | { readonly kind: 'good'; readonly content: CheckpointContent }
  | { readonly kind: 'newer'; readonly schemaVersion: number }
  | { readonly kind: 'damaged'; readonly reason: string }

/** Writes a checkpoint as JSON for a person to read, with its schema version and a checksum of the rest. */
export function encodeCheckpoint(content: CheckpointContent): Uint8Array {
  const head = { format: FORMAT, schemaVersion: SCHEMA_VERSION, checksum: checksumOf(content) }
  return Buffer.from(`${JSON.stringify({ ...head, ...content }, null, 2)}\n`)
}

/** Reads what {@link encodeCheckpoint} wrote; whatever differs from it by a bit is damaged. */
export function decodeCheckpoint(text: string): DecodedCheckpoint {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'damaged', reason: text.trim() === '' ? 'it is empty' : 'it is no JSON' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'damaged', reason: 'it is no checkpoint' }
  }
  const { format, schemaVersion, checksum, ...rest } = value as Record<string, unknown>
  if (format !== FORMAT) return { kind: 'damaged', reason: 'it is no checkpoint' }
  // Before the checksum: a newer version may make it otherwise.
  if (typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION) {
    return { kind: 'newer', schemaVersion }
  }
  if (schemaVersion !== SCHEMA_VERSION || checksum !== checksumOf(rest)) {
    return { kind: 'damaged', reason: 'its checksum is wrong' }
  }
  const content = readContentFields(rest)
  return content === null
    ? { kind: 'damaged', reason: 'its fields make no sense' }
    : { kind: 'good', content }
}

function checksumOf(content: object): string {
  // Only here: who has no checkpoint does not load it.
  return `sha256:${process.getBuiltinModule('node:crypto').hash('sha256', JSON.stringify(content))}`
}

const STATES: ReadonlySet<unknown> = new Set<CheckpointState>(['running', 'paused', 'completed', 'failed'])

/** The right checksum says who wrote it, not that it makes sense. */
function readContentFields(rest: Record<string, unknown>): CheckpointContent | null {
  const { job, runId, traceparent, state, items, successful, failed, expectedItems } = rest
  const { cursor, unit, part, startedAt, elapsedSeconds } = rest
  const isSound =
    [job, runId, unit].every((text) => typeof text === 'string') &&
    [traceparent, part].every((text) => text === null || typeof text === 'string') &&
    STATES.has(state) &&
    [items, successful, failed, elapsedSeconds].every(isAmount) &&
    (expectedItems === null || isAmount(expectedItems)) &&
    cursor !== undefined &&
    typeof startedAt === 'string' &&
    !Number.isNaN(Date.parse(startedAt))
  return isSound ? (rest as unknown as CheckpointContent) : null
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}
