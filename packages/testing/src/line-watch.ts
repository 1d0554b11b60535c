import { stripVTControlCharacters } from 'node:util'

interface Watch {
  readonly pattern: RegExp
  readonly resolve: (match: RegExpExecArray) => void
  readonly reject: (error: Error) => void
  readonly cancel: () => void
}

/** Output of a process, both streams, cut into lines as it arrives. */
export interface LineWatch {
  push(stream: 'stdout' | 'stderr', chunk: string): void
  /** No more output: what is still awaited fails with `why`. */
  end(why: string): void
  /** Settles with the match of the first line, past or coming, that fits. */
  wait(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>
}

/** Makes the watch of one process; `describe` tells a failure what did come. */
export function createLineWatch(describe: () => string): LineWatch {
  const lines: string[] = []
  const watches = new Set<Watch>()
  const rest = { stdout: '', stderr: '' }
  let ended: string | undefined

  const settle = (watch: Watch): void => {
    watches.delete(watch)
    watch.cancel()
  }
  const offer = (line: string): void => {
    lines.push(line)
    for (const watch of watches) {
      const match = watch.pattern.exec(line)
      if (match === null) continue
      settle(watch)
      watch.resolve(match)
    }
  }
  const failure = (pattern: RegExp, why: string): Error =>
    new Error(`No line matches ${String(pattern)}: ${why}.\n${describe()}`)

  return {
    push(stream, chunk) {
      const parts = (rest[stream] + chunk).split('\n')
      rest[stream] = parts.pop() ?? ''
      for (const part of parts) offer(stripVTControlCharacters(part))
    },
    end(why) {
      for (const last of Object.values(rest)) if (last !== '') offer(stripVTControlCharacters(last))
      ended = why
      for (const watch of watches) {
        settle(watch)
        watch.reject(failure(watch.pattern, why))
      }
    },
    wait(pattern, timeoutMs) {
      for (const line of lines) {
        const match = pattern.exec(line)
        if (match !== null) return Promise.resolve(match)
      }
      if (ended !== undefined) return Promise.reject(failure(pattern, ended))
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
      const timer = setTimeout(() => {
        watches.delete(watch)
        reject(failure(pattern, `none came within ${timeoutMs} ms`))
      }, timeoutMs)
      const watch: Watch = { pattern, resolve, reject, cancel: () => clearTimeout(timer) }
      watches.add(watch)
      return promise
    },
  }
}
