import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml'

/** What the YAML of one file says. */
export interface YamlText {
  /** `null` where it is empty, or cannot be read. */
  readonly root: Node | null
  /** What keeps it from being read. */
  readonly errors: readonly YamlError[]
  /** Keys that stand twice in one map. */
  readonly duplicateKeys: readonly YamlError[]
  /** Line of a node, the first being 1. */
  lineOf(node: Node | null): number
  /** Line on which a node ends. */
  lastLineOf(node: Node): number
  /** What an alias stands for; the node itself where it is none. */
  resolve(node: unknown): Node | null
}

/** What is wrong, and where. */
export interface YamlError {
  readonly line: number
  readonly reason: string
}

/** Reads the first document of a YAML file; every scalar stays the text that it is. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const document = (Array.isArray(documents) ? documents[0] : undefined) as Document | undefined
  const found = (document?.errors ?? []).map(({ code, message, pos }) => ({
    code,
    line: lines.linePos(pos[0]).line,
    reason: message,
  }))
  const errors = found.filter(({ code }) => code !== 'DUPLICATE_KEY')
  const resolve = (node: unknown): Node | null => {
    if (isAlias(node)) return (document === undefined ? undefined : node.resolve(document)) ?? null
    return isMap(node) || isSeq(node) || isScalar(node) ? node : null
  }
  return {
    root: errors.length === 0 ? resolve(document?.contents) : null,
    errors,
    duplicateKeys: found.filter(({ code }) => code === 'DUPLICATE_KEY'),
    lineOf: (node) => lines.linePos(node?.range?.[0] ?? 0).line,
    lastLineOf: (node) => lines.linePos(Math.max(0, (node.range?.[1] ?? 1) - 1)).line,
    resolve,
  }
}
