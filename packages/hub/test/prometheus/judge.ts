import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import parsePrometheusTextFormat from 'parse-prometheus-text-format'
import { EXPOSITION_CONTENT_TYPE, type ExpositionFormat } from '../../src/prometheus/negotiate-exposition.ts'
import type { ParsedExposition, ParsedSample } from './parse-exposition.ts'

/** What Prometheus' own parser found, with the start that `_created` gives a series. */
export interface JudgedExposition extends ParsedExposition {
  readonly samples: readonly (ParsedSample & { readonly startMs?: number })[]
}

/** Judges of expositions that are not ours; each throws where one is broken. */
export interface Judges {
  /** Who they are, for the test's output. */
  readonly names: string
  /** @returns What Prometheus' parser found; undefined where there is none. */
  judge(text: string, format: ExpositionFormat): Promise<JudgedExposition | undefined>
  close(): void
}

const run = promisify(execFile)
const FIXTURE = join(import.meta.dirname, '../fixtures/parse')
const BUILD_LIMIT_MS = 50_000
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/**
 * The npm parser, always, and Prometheus' own, built from Go's module cache where that has it: nothing is
 * downloaded, `go mod download` in test/fixtures/parse does that once.
 */
export async function startJudges(): Promise<Judges> {
  const folder = mkdtempSync(join(tmpdir(), 'cryo-judges-'))
  const prometheus = join(folder, 'parse')
  let isBuilt = true
  let names = 'parse-prometheus-text-format, textparse and expfmt of Prometheus 3.13'
  try {
    await run('go', ['build', '-tags', 'remove_all_sd', '-o', prometheus, '.'], {
      cwd: FIXTURE,
      env: { ...process.env, GOPROXY: 'off', GOFLAGS: '-buildvcs=false' },
      timeout: BUILD_LIMIT_MS,
    })
  } catch (error) {
    isBuilt = false
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error)
    names = `parse-prometheus-text-format alone, for there is no Go with the modules of Prometheus: ${reason}`
  }
  return {
    names,
    async judge(text, format) {
      // The npm parser knows the text format only; OpenMetrics differs in its last line, and in what it wants.
      parsePrometheusTextFormat(text)
      return isBuilt ? parseWith(prometheus, text, format) : undefined
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function parseWith(program: string, text: string, format: ExpositionFormat): Promise<JudgedExposition> {
  const running = run(program, [EXPOSITION_CONTENT_TYPE[format]], { maxBuffer: MAX_OUTPUT_BYTES })
  running.child.stdin?.end(text)
  const { stdout } = await running
  return JSON.parse(stdout) as JudgedExposition
}
