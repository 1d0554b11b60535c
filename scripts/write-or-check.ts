import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Writes a generated file; with `--check` on the command line only compares, and fails the process where it differs.
 */
export function writeOrCheck(path: string, content: string): void {
  if (!process.argv.includes('--check')) {
    writeFileSync(path, content)
    return
  }
  if (readFileSync(path, 'utf8') === content) return
  console.error(`${path} is not what its generator writes: run the generator without --check`)
  process.exitCode = 1
}
