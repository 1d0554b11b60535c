import type { Attributes, AttributeValue } from '../otlp/attributes.ts'

/** Attributes as one text, the same for equal ones in any order and another for any others: the identity of a series. */
export function attributesKey(attributes: Readonly<Attributes>): string {
  const names = Object.keys(attributes)
  if (!isSorted(names)) names.sort()
  let key = ''
  for (const name of names) key += part(name) + valueKey(attributes[name] as AttributeValue)
  return key
}

/** A text that cannot run into the next one. */
function part(text: string): string {
  return `${text.length}:${text}`
}

function valueKey(value: AttributeValue): string {
  if (typeof value === 'string') return part(value)
  if (typeof value === 'number') return `n${value};`
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value === null) return '0'
  if (value instanceof Uint8Array) return `b${part(Buffer.from(value).toString('latin1'))}`
  if (Array.isArray(value)) return `[${(value as readonly AttributeValue[]).map(valueKey).join('')}]`
  return `{${attributesKey(value as Attributes)}}`
}

function isSorted(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index++) {
    if ((names[index] as string) < (names[index - 1] as string)) return false
  }
  return true
}
