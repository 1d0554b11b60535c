import { formatAge, formatDuration } from './format-duration.ts'
import { formatBytes, formatNumber, formatPercent, formatProgress, formatRate } from './format-number.ts'
import { labelOf } from './label.ts'
import { type Fields, isFields } from './serialized.ts'
import { type Tone, toneOfFlag, toneOfNumber, toneOfWord } from './tone.ts'

/** How one value looks: text, and what goes with it. */
export interface Display {
  readonly kind: 'text' | 'number' | 'badge' | 'bar' | 'time' | 'link' | 'id'
  readonly text: string
  readonly tone: Tone | null
  /** Zero or nothing: shown faint, so that the rest stands out. */
  readonly quiet: boolean
  /** The whole of what `text` shortens: a full date, a full id, an address. */
  readonly detail: string | null
  /** Of a bar: 0 to 100. */
  readonly percent: number | null
}

const NOTHING: Display = { kind: 'text', text: '–', tone: null, quiet: true, detail: null, percent: null }
const STATUS_KEYS = new Set(['status', 'state', 'severity'])
const ID_KEYS = new Set(['traceId', 'spanId', 'instanceId', 'group'])
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
const ID_LENGTH = 8
/** A percentile is named behind the unit. */
const SECONDS = /Seconds(?:P\d+)?$/

/**
 * Decides from a key and its value how it looks: `…Seconds`, `…Bytes`, `…Percent`, `…PerSecond` and `…Ratio` carry
 * their unit, dates are told as ages.
 *
 * @param nowMs - The hub's clock, to which dates are related.
 */
export function displayOf(key: string, value: unknown, nowMs: number): Display {
  if (value === null || value === undefined || value === '') return NOTHING
  if (typeof value === 'number') return displayNumber(key, value)
  if (typeof value === 'boolean') {
    const tone = toneOfFlag(key, value)
    return {
      ...NOTHING,
      kind: tone ? 'badge' : 'text',
      text: value ? 'yes' : 'no',
      tone,
      quiet: !value && !tone,
    }
  }
  if (typeof value === 'string') return displayText(key, value, nowMs)
  if (Array.isArray(value))
    return value.length === 0 ? NOTHING : plain(value.map((one) => inline(key, one, nowMs)).join(', '))
  return isFields(value) ? displayFields(value, nowMs) : plain(JSON.stringify(value))
}

function displayNumber(key: string, value: number): Display {
  const tone = toneOfNumber(key, value)
  const percent = key.endsWith('Percentage') || key === 'percent' ? Math.min(100, Math.max(0, value)) : null
  return {
    kind: percent === null ? 'number' : 'bar',
    text: numberText(key, value),
    tone,
    quiet: value === 0,
    detail: null,
    percent,
  }
}

function numberText(key: string, value: number): string {
  if (key.endsWith('PerSecond')) return formatRate(value)
  if (SECONDS.test(key)) return formatDuration(value)
  if (key.endsWith('Bytes')) return formatBytes(value)
  if (key.endsWith('Percentage')) return formatProgress(value)
  if (key.endsWith('Percent') || key === 'percent') return formatPercent(value)
  if (key.endsWith('Ratio')) return formatPercent(value * 100)
  return key === 'pid' ? String(value) : formatNumber(value)
}

function displayText(key: string, value: string, nowMs: number): Display {
  if (STATUS_KEYS.has(key)) return { ...plain(value), kind: 'badge', tone: toneOfWord(value) }
  if (ISO_DATE.test(value)) {
    const age = (nowMs - Date.parse(value)) / 1000
    return { ...plain(formatAge(age)), kind: 'time', detail: value }
  }
  if (ID_KEYS.has(key) && value.length > ID_LENGTH) {
    return { ...plain(value.slice(0, ID_LENGTH)), kind: 'id', detail: value }
  }
  if (/url$/i.test(key) && isWebAddress(value)) return { ...plain(value), kind: 'link', detail: value }
  return plain(value)
}

/** An address of any other scheme, such as `javascript:`, stays text. */
function isWebAddress(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}

function displayFields(value: Fields, nowMs: number): Display {
  const fields = Object.entries(value)
  // Of counts by reason only those say something that are not zero.
  const isCounts = fields.length > 0 && fields.every(([, one]) => typeof one === 'number')
  const telling = isCounts ? fields.filter(([, one]) => one !== 0) : fields
  if (isCounts && telling.length === 0) return displayNumber('', 0)
  const parts = telling.map(([key, one]) => `${labelOf(key)} ${inline(key, one, nowMs)}`)
  return parts.length === 0 ? NOTHING : plain(parts.join(', '))
}

function inline(key: string, value: unknown, nowMs: number): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value)
    : displayOf(key, value, nowMs).text
}

function plain(text: string): Display {
  return { ...NOTHING, text, quiet: false }
}
