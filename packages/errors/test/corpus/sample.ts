import type { ExceptionDescription } from '@cryo/conventions/redaction'

/** Errors of one cause, which belong into one group. */
export interface Scenario {
  readonly name: string
  readonly samples: readonly ExceptionDescription[]
}

/** Scenarios that are near to one another and must be told apart. */
export interface Family {
  readonly name: string
  readonly scenarios: readonly Scenario[]
}

/** An error as Node.js prints it; a frame is `function file:line:column` or `file:line:column`. */
export function sample(
  type: string,
  message: string,
  frames: readonly string[] = [],
  causes: readonly (readonly [head: string, frames: readonly string[]])[] = [],
): ExceptionDescription {
  if (frames.length === 0 && causes.length === 0) return { type, message, stack: undefined }
  const parts = [
    print(`${type}: ${message}`, frames),
    ...causes.map(([head, own]) => `Caused by: ${print(head, own)}`),
  ]
  return { type, message, stack: parts.join('\n') }
}

export function scenario(name: string, ...samples: readonly ExceptionDescription[]): Scenario {
  return { name, samples }
}

export function family(name: string, ...scenarios: readonly Scenario[]): Family {
  return { name, scenarios }
}

function print(head: string, frames: readonly string[]): string {
  return [head, ...frames.map(printFrame)].join('\n')
}

function printFrame(frame: string): string {
  const space = frame.lastIndexOf(' ')
  return space < 0 ? `    at ${frame}` : `    at ${frame.slice(0, space)} (${frame.slice(space + 1)})`
}
