import type { JobState } from '@cryo/conventions'

import { formatCount, formatDuration, formatPercent, formatRate, toLine } from '../report/format-figures.ts'
import type { ReportInput } from '../report/format-report.ts'
import { cutToWidth, textWidth } from './text-width.ts'

/** How lines look. */
export interface LineStyle {
  readonly columns: number
  readonly hasColours: boolean
  /** Whether the terminal shows more than ASCII. */
  readonly isUnicode: boolean
}

const MAX_NAME = 32
const MAX_BAR = 30
const MIN_BAR = 8
const RED = 31
const GREEN = 32
const DIM = 2

/** One line that changes in place: name, bar, done of total, rate, time left, failures. */
export function formatLiveLine(input: ReportInput, depth: number, style: LineStyle): string {
  const { status } = input
  const name = `${'  '.repeat(depth)}${cutToWidth(toLine(status.name), MAX_NAME)}`
  const figures = [toCount(input), ...toFigures(input)]
  const failures = status.failedItems === 0 ? [] : [`${formatCount(status.failedItems)} failed`]
  const text = [name, ...figures, ...failures].join('  ')
  // The last column stays free: some terminals begin a new line once it is written.
  const room = style.columns - 1 - textWidth(text) - 2
  if (room < -2) return cutToWidth(text, style.columns - 1)
  const bar =
    status.progressPercentage === null || room < MIN_BAR
      ? []
      : [toBar(status.progressPercentage, Math.min(room, MAX_BAR), style)]
  const red = failures.map((failure) => paint(failure, RED, style))
  return [name, ...bar, ...figures, ...red].join('  ')
}

/** One line that stays: where a run stands, or how it ended. */
export function formatPlainLine(input: ReportInput, state: JobState = input.status.state): string {
  const { status } = input
  const { failedItems, elapsedSeconds, itemsPerSecond } = status
  const rest =
    state === 'running'
      ? toFigures(input)
      : [state, `in ${formatDuration(elapsedSeconds)}`, ...toRate(itemsPerSecond, input.unit)]
  const failures = failedItems === 0 ? [] : [`${formatCount(failedItems)} failed`]
  return [`${toLine(status.name)}:`, toCount(input), ...rest, ...failures].join('  ')
}

function toCount({ status, unit }: ReportInput): string {
  const done = formatCount(status.processedItems)
  const { totalItems, progressPercentage } = status
  return totalItems === null || progressPercentage === null
    ? `${done} ${toLine(unit)}`
    : `${done}/${formatCount(totalItems)}  ${formatPercent(progressPercentage)}`
}

function toFigures({ status, unit, hold, deadline }: ReportInput): string[] {
  const { state, itemsPerSecond, estimatedRemainingSeconds, estimatedCompletion } = status
  if (state !== 'running') return [state]
  const isLate = deadline !== null && estimatedCompletion !== null && estimatedCompletion > deadline
  return [
    ...toRate(itemsPerSecond, unit),
    ...(estimatedRemainingSeconds === null ? [] : [`${formatDuration(estimatedRemainingSeconds)} left`]),
    ...(isLate ? ['late'] : []),
    ...(hold === null ? [] : [`waits for ${toLine(hold)}`]),
  ]
}

function toRate(itemsPerSecond: number | null, unit: string): string[] {
  return itemsPerSecond === null ? [] : [`${formatRate(itemsPerSecond)} ${toLine(unit)}/s`]
}

function toBar(percent: number, width: number, style: LineStyle): string {
  const filled = Math.floor((Math.min(percent, 100) / 100) * width)
  const [full, empty] = style.isUnicode ? ['━', '╌'] : ['#', '-']
  return `${paint(full.repeat(filled), GREEN, style)}${paint(empty.repeat(width - filled), DIM, style)}`
}

function paint(text: string, colour: number, { hasColours }: LineStyle): string {
  return hasColours && text !== '' ? `\u001B[${colour}m${text}\u001B[0m` : text
}
