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
/** Characters of a name that tell it from others. */
const MIN_NAME = 8
/** What is told of a running job: all, all but the rate, or neither rate nor time left. */
const DETAILS = ['all', 'no rate', 'least'] as const
type Detail = (typeof DETAILS)[number]
const RED = 31
const GREEN = 32
const DIM = 2

/**
 * One line that changes in place: name, bar, done of total, rate, time left, failures. Where the terminal is too narrow
 * the bar goes first, then the rate, the time left and the end of the name: failures are seen for as long as they can.
 */
export function formatLiveLine(input: ReportInput, depth: number, style: LineStyle): string {
  const { progressPercentage, failedItems, name: job } = input.status
  const name = `${'  '.repeat(depth)}${cutToWidth(toLine(job), MAX_NAME)}`
  const failures = failedItems === 0 ? [] : [`${formatCount(failedItems)} failed`]
  // The last column stays free: some terminals begin a new line once it is written.
  const columns = style.columns - 1
  const roomBeside = (figures: readonly string[]): number =>
    columns - textWidth([name, ...figures, ...failures].join('  '))
  const figures = DETAILS.map((detail) => [toCount(input), ...toFigures(input, detail)]).find(
    (some) => roomBeside(some) >= 0,
  ) ?? [toCount(input), ...toFigures(input, 'least')]
  const room = roomBeside(figures)
  const red = failures.map((failure) => paint(failure, RED, style))
  if (room < 0) {
    const shortName = cutToWidth(name, Math.max(MIN_NAME, textWidth(name) + room))
    const text = [shortName, ...figures, ...failures].join('  ')
    return textWidth(text) > columns ? cutToWidth(text, columns) : [shortName, ...figures, ...red].join('  ')
  }
  const bar =
    progressPercentage === null || room - 2 < MIN_BAR
      ? []
      : [toBar(progressPercentage, Math.min(room - 2, MAX_BAR), style)]
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

function toFigures({ status, unit, hold, deadline }: ReportInput, detail: Detail = 'all'): string[] {
  const { state, itemsPerSecond, estimatedRemainingSeconds, estimatedCompletion } = status
  if (state !== 'running') return [state]
  const isLate = deadline !== null && estimatedCompletion !== null && estimatedCompletion > deadline
  return [
    ...(detail === 'all' ? toRate(itemsPerSecond, unit) : []),
    ...(detail === 'least' || estimatedRemainingSeconds === null
      ? []
      : [`${formatDuration(estimatedRemainingSeconds)} left`]),
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
