/** What an exposition says of a metric. */
export interface ParsedFamily {
  type?: string
  unit?: string
  help?: string
}

/** One line of values; labels include `__name__`. */
export interface ParsedSample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: string
}

export interface ParsedExposition {
  readonly families: Readonly<Record<string, ParsedFamily>>
  readonly samples: readonly ParsedSample[]
}

const COMMENT = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\n]*)$/
const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (\S+)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[^])*)",?/g
const VALUE = /^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

/** Reads the text format or OpenMetrics by the letter; throws where a line is not of it, or repeats a series. */
export function parseExposition(text: string, format: 'text' | 'openmetrics'): ParsedExposition {
  if (format === 'openmetrics' && !text.endsWith('# EOF\n')) throw new Error('no end')
  const lines = text.split('\n').slice(0, format === 'openmetrics' ? -2 : -1)
  const families: Record<string, ParsedFamily> = {}
  const samples: ParsedSample[] = []
  const seen = new Set<string>()
  for (const line of lines) {
    const comment = COMMENT.exec(line)
    if (comment !== null) {
      const [, what, name, value] = comment as unknown as [string, string, string, string]
      const family = (families[name] ??= {})
      const field = what.toLowerCase() as keyof ParsedFamily
      if (family[field] !== undefined) throw new Error(`twice: ${line}`)
      family[field] = unescape(value)
      continue
    }
    const sample = SAMPLE.exec(line)
    if (sample === null || !VALUE.test(sample[3] as string)) throw new Error(`not a sample: ${line}`)
    const labels: Record<string, string> = { __name__: sample[1] as string }
    for (const [, name, value] of (sample[2] ?? '').matchAll(LABEL) as Iterable<[string, string, string]>) {
      if (Object.hasOwn(labels, name)) throw new Error(`label ${name} twice: ${line}`)
      Object.defineProperty(labels, name, { value: unescape(value), enumerable: true, configurable: true })
    }
    const key = toKey(labels)
    if (seen.has(key)) throw new Error(`series twice: ${line}`)
    seen.add(key)
    samples.push({ labels, value: sample[3] as string })
  }
  return { families, samples }
}

/** Labels as one text, the same in any order. */
export function toKey(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).toSorted()
  return JSON.stringify(names.map((name) => [name, labels[name]]))
}

function unescape(text: string): string {
  return text.replace(/\\([^])/g, (_, character: string) => (character === 'n' ? '\n' : character))
}
