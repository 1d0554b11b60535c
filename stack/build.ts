import { BINARY_NAMES } from './binaries.ts'
import { findBinary } from './build-binary.ts'

/** `node stack/build.ts`: builds every program of the stack that is not built yet. */
let failed = false
for (const name of BINARY_NAMES) {
  try {
    await findBinary(name, { onProgress: (sentence) => process.stdout.write(`${sentence}\n`) })
  } catch (error) {
    failed = true
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
}
if (failed) process.exitCode = 1
