import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Text of a file of rules. */
export interface RuleFileText {
  /** Its path, as it is named in problems and answers. */
  readonly name: string
  readonly text: string
}

/** What {@link readRuleFiles} found. */
export interface RuleFiles {
  readonly files: readonly RuleFileText[]
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[]
}

/** Larger ones are no rules that a person wrote; reading them would hold up the hub for seconds. */
const MAX_BYTES = 256 * 1024
const MAX_FILES = 200

/**
 * Reads files of rules: those named, and every `.yml` and `.yaml` in the folders named, in order of their names.
 *
 * @param paths - Absolute.
 */
export function readRuleFiles(paths: readonly string[]): RuleFiles {
  const files: RuleFileText[] = []
  const problems: string[] = []
  for (const path of new Set(paths.flatMap((one) => listFiles(one, problems)))) {
    if (files.length === MAX_FILES) {
      problems.push(`rules: there are more than ${MAX_FILES} files, the others are left out`)
      break
    }
    try {
      const stat = statSync(path)
      // A device has no end, and a pipe waits for somebody to write.
      if (!stat.isFile()) throw new Error('it is no file')
      if (stat.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024} KB`)
      files.push({ name: path, text: readFileSync(path, 'utf8') })
    } catch (error) {
      problems.push(problemOf(path, error))
    }
  }
  return { files, problems }
}

function listFiles(path: string, problems: string[]): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name))
    if (names.length === 0) problems.push(`rules: ${path} has no .yml file`)
    return names.toSorted().map((name) => join(path, name))
  } catch (error) {
    problems.push(problemOf(path, error))
    return []
  }
}

function problemOf(path: string, error: unknown): string {
  return `rules: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`
}
