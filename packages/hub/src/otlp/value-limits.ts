import { OtlpDecodeError } from './otlp-decode-error.ts'

/** How deep arrays and lists may nest in one attribute. Nobody's do; each level costs a stack frame. */
export const MAX_VALUE_DEPTH = 16

/** Attribute values of one span, point or resource; SDKs keep 128. More would be one long step. */
export const MAX_VALUES_PER_ITEM = 4096

/** Events, and links, of one span that are kept; SDKs keep 128. An event of two bytes must not cost eighty each. */
export const MAX_EVENTS_OF_SPAN = 1024

/** Throws when a value nests deeper than {@link MAX_VALUE_DEPTH}. */
export function checkDepth(depth: number): void {
  if (depth > MAX_VALUE_DEPTH) {
    throw new OtlpDecodeError(`an attribute nests deeper than ${MAX_VALUE_DEPTH} levels`)
  }
}
