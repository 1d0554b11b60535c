import { CryoError } from '@cryo/conventions'

/** What is left of a checkpoint's 16 MiB for the rest of it. */
const MAX_BYTES = 15 * 1024 * 1024

/**
 * Copies a cursor, as its caller goes on with the original: what comes back is what a file would give.
 *
 * @throws TypeError for what is no JSON value; CryoError where no checkpoint has room for it.
 */
export function readCursor(cursor: unknown): unknown {
  // As it is written: white space counts too.
  const text = JSON.stringify({ cursor }, null, 2)
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_BYTES) {
    throw new CryoError(
      'CRYO_CHECKPOINT_TOO_LARGE',
      `the cursor would have ${bytes} bytes in the checkpoint, and there is room for ${MAX_BYTES}: make it smaller`,
    )
  }
  return (JSON.parse(text) as { readonly cursor?: unknown }).cursor ?? null
}
