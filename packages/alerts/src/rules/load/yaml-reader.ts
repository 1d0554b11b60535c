import { isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml'

import type { YamlText } from './yaml-text.ts'

/** Takes what is found to be wrong with a part of a file. */
export type Complain = (node: Node | null, reason: string) => void

/** What stands behind a key. */
export interface Field {
  readonly key: Node
  readonly value: Node | null
}

/** As YAML has it for nothing. */
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL'])
const DEPTH_OF_MERGES = 10
/** Keys and elements that are read of one file, again where an alias stands for them; rules that people write have fewer. */
const MAX_READ = 200_000

/** Aliases of aliases make more of a file than anybody could have written. */
export class ExcessiveAliasing extends Error {}

/** Reads maps, lists and texts, and complains of what is something else. @throws ExcessiveAliasing */
export class YamlReader {
  readonly #yaml: YamlText
  #read = 0

  constructor(yaml: YamlText) {
    this.#yaml = yaml
  }

  /** The fields of a map; `null` where it is none. */
  map(value: unknown, what: string, complain: Complain): ReadonlyMap<string, Field> | null {
    const node = this.#yaml.resolve(value)
    if (this.isNull(node)) return new Map()
    if (!isMap(node)) {
      complain(node, `${what} is no map`)
      return null
    }
    const fields = new Map<string, Field>()
    this.#addFields(fields, node, complain, 0)
    return fields
  }

  /** Complains of every field that has none of the names. @returns Whether there was one. */
  hasUnknown(fields: ReadonlyMap<string, Field>, names: readonly string[], complain: Complain): boolean {
    const unknown = [...fields].filter(([name]) => !names.includes(name))
    for (const [name, { key }] of unknown) complain(key, `unknown field ${name}`)
    return unknown.length > 0
  }

  /** The elements of a list; `null` where it is none. */
  list(field: Field | undefined, what: string, complain: Complain): readonly Node[] | null {
    if (field === undefined || this.isNull(field.value)) return []
    if (!isSeq(field.value)) {
      complain(field.value ?? field.key, `${what} is no list`)
      return null
    }
    this.#count(field.value.items.length)
    return field.value.items as Node[]
  }

  /** A text; empty where there is none, `null` where it is something else. */
  text(field: Field | undefined, what: string, complain: Complain): string | null {
    if (field === undefined || this.isNull(field.value)) return ''
    if (isScalar(field.value) && typeof field.value.value === 'string') return field.value.value
    complain(field.value ?? field.key, `${what} is no text`)
    return null
  }

  /** Whether a node says that there is nothing. */
  isNull(node: Node | null): boolean {
    return (
      node === null ||
      (isScalar(node) &&
        (node.type ?? Scalar.PLAIN) === Scalar.PLAIN &&
        node.tag === undefined &&
        NULLS.has(String(node.value)))
    )
  }

  #count(more: number): void {
    this.#read += more
    if (this.#read > MAX_READ) throw new ExcessiveAliasing('document contains excessive aliasing')
  }

  #addFields(fields: Map<string, Field>, map: YAMLMap, complain: Complain, depth: number): void {
    const pairs = map.items as Pair<Node, Node | null>[]
    this.#count(pairs.length)
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : null
      if (name === null) {
        complain(key, 'a key is no text')
        continue
      }
      const resolved = this.#yaml.resolve(value)
      if (value !== null && resolved === null) complain(value, 'an alias stands for nothing')
      if (name !== '<<') fields.set(name, { key, value: resolved })
      else if (isMap(resolved) && depth < DEPTH_OF_MERGES) {
        const merged = new Map<string, Field>()
        this.#addFields(merged, resolved, complain, depth + 1)
        // What stands in the map itself goes first, wherever it stands.
        for (const [each, field] of merged) if (!fields.has(each)) fields.set(each, field)
      } else complain(value, 'only a map can be merged')
    }
  }
}
