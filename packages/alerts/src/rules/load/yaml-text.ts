import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
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
  const document = composeFirst(text, lines)
  const errors = (document?.errors ?? []).map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    reason: message,
  }))
  const targets = document === null ? new Map<Alias, Node>() : findTargets(document)
  const resolve = (node: unknown): Node | null => {
    if (isAlias(node)) return targets.get(node) ?? null
    return isMap(node) || isSeq(node) || isScalar(node) ? node : null
  }
  const lineOf = (node: Node | null): number => lines.linePos(node?.range?.[0] ?? 0).line
  return {
    root: errors.length === 0 ? resolve(document?.contents) : null,
    errors,
    duplicateKeys: document === null ? [] : findDuplicateKeys(document, lineOf),
    lineOf,
    lastLineOf: (node) => lines.linePos(Math.max(0, (node.range?.[1] ?? 1) - 1)).line,
    resolve,
  }
}

/** Composes no other document: a file may have a hundred thousand of them. */
function composeFirst(text: string, lines: LineCounter): Document | null {
  const tokens = new Parser(lines.addNewLine).parse(text)
  // It compares each key with each other one: ten thousand take a minute.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' })
  for (const document of composer.compose(tokens, false, text.length)) return document
  return null
}

/** What each alias stands for: the node before it that had its anchor last. */
function findTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  visit(document, {
    Alias: (_key, alias) => {
      const target = anchors.get(alias.source)
      if (target !== undefined) targets.set(alias, target)
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}

function findDuplicateKeys(document: Document, lineOf: (node: Node) => number): readonly YamlError[] {
  const found: YamlError[] = []
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>()
      for (const { key } of items as Pair<Node>[]) {
        if (!isScalar(key) || key.value === '<<') continue
        const name = String(key.value)
        if (seen.has(name)) found.push({ line: lineOf(key), reason: 'Map keys must be unique' })
        seen.add(name)
      }
    },
  })
  return found
}
