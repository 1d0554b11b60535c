import { deflateRawSync, inflateRawSync } from 'node:zlib'

import type { StoredSpan } from './trace-history.ts'

/** Characters of one span: of a larger one the attributes and events are left out. */
const MAX_SPAN_CHARACTERS = 64 * 1024
/** Characters of all spans of a trace: what is more is left out. */
const MAX_CHARACTERS = 2 * 1024 * 1024
/** Speed matters more: JSON of spans repeats itself so much that the fastest level takes most of it. */
const LEVEL = 1

/** Packs as many spans as there is room for. */
export function packSpans(spans: readonly StoredSpan[]): {
  readonly packed: Uint8Array
  readonly leftOut: number
} {
  const texts: string[] = []
  let characters = 0
  for (const span of spans) {
    const text = toText(span)
    characters += text.length
    if (characters > MAX_CHARACTERS) break
    texts.push(text)
  }
  const packed = deflateRawSync(`[${texts.join(',')}]`, { level: LEVEL })
  return { packed, leftOut: spans.length - texts.length }
}

/** `null` where it is damaged. */
export function unpackSpans(packed: Uint8Array): readonly StoredSpan[] | null {
  try {
    const text = inflateRawSync(packed, { maxOutputLength: 4 * MAX_CHARACTERS }).toString()
    const spans = JSON.parse(text) as readonly StoredSpan[]
    return Array.isArray(spans) && spans.length > 0 ? spans : null
  } catch {
    return null
  }
}

function toText(span: StoredSpan): string {
  const text = JSON.stringify(span)
  if (text.length <= MAX_SPAN_CHARACTERS) return text
  const { name, statusMessage } = span
  return JSON.stringify({
    ...span,
    name: name.slice(0, 1024),
    statusMessage: statusMessage.slice(0, 1024),
    attributes: {},
    events: [],
    links: [],
  })
}
