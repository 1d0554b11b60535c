import { BINARY_NAMES } from '../binaries.ts'
import { findBuilt } from '../binary-cache.ts'

const missing = BINARY_NAMES.filter((name) => findBuilt(name) === null)

/**
 * Whether every program of the stack is built. Where one is not, tests that need them are left out, and that is said;
 * with `CRYO_REQUIRE_STACK=1` it is an error.
 */
export const hasStack: boolean = missing.length === 0

if (!hasStack) {
  const sentence = `SKIPPED: tests with ${missing.join(', ')}, which are not built: run node stack/build.ts (needs Go)`
  if (process.env['CRYO_REQUIRE_STACK'] === '1') throw new Error(sentence)
  console.warn(sentence)
}

/** Path of a program that is there. */
export function builtPath(name: (typeof BINARY_NAMES)[number]): string {
  const path = findBuilt(name)
  if (path === null) throw new Error(`${name} is not built`)
  return path
}
