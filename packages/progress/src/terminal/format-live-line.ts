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

const GAP = '  '
const MAX_NAME = 32
const MIN_NAME = 8
const MAX_BAR = 30
const MIN_BAR = 8
const RED = 31
const GREEN = 32
const DIM = 2

/**
 * One line that changes in place: name, bar, done of total, rate, time left, failures. Where there is no room the bar
 * goes first, then the rate, most of the name, the time left; failures stay to the last.
 */
export function formatLiveLine(input: ReportInput, depth: number, style: LineStyle): string {
  const { status } = input
  // The last column stays free: some terminals begin a new line once it is written.
  const columns = style.columns - 1
  const name = `${'  '.repeat(depth)}${cutToWidth(toLine(status.name), MAX_NAME)}`
  const count = toCount(input)
  const outlook = toOutlook(input)
  const failures = status.failedItems === 0 ? [] : [`${formatCount(status.failedItems)} failed`]
  const whole = [count, ...toLiveRate(input), ...outlook, ...failures]
  const room = columns - widthOf([name, ...whole])
  if (room < 0) {
    const all = [count, ...outlook, ...failures]
    const figures = MIN_NAME + GAP.length + widthOf(all) <= columns ? all : [count, ...failures]
    const nameRoom = Math.max(MIN_NAME, columns - widthOf(figures) - GAP.length)
    return cutToWidth([cutToWidth(name, nameRoom), ...figures].join(GAP), columns)
  }
  const barRoom = room - GAP.length
  const bar =
    status.progressPercentage === null || barRoom < MIN_BAR
      ? []
      : [toBar(status.progressPercentage, Math.min(barRoom, MAX_BAR), style)]
  const red = failures.map((failure) => paint(failure, RED, style))
  return [name, ...bar, count, ...toLiveRate(input), ...outlook, ...red].join(GAP)
}

/** One line that stays: where a run stands, or how it ended. */
export function formatPlainLine(input: ReportInput, state: JobState = input.status.state): string {
  const { status } = input
  const { failedItems, elapsedSeconds, itemsPerSecond } = status
  const rest =
    state === 'running'
      ? [...toLiveRate(input), ...toOutlook(input)]
      : [state, `in ${formatDuration(elapsedSeconds)}`, ...toRate(itemsPerSecond, input.unit)]
  const failures = failedItems === 0 ? [] : [`${formatCount(failedItems)} failed`]
  return [`${toLine(status.name)}:`, toCount(input), ...rest, ...failures].join('  ')
}

/** One line that stays: where a run goes on with an earlier one; `null` for a run that begins anew. */
export function formatResumedLine(input: ReportInput): string | null {
  const { name, resumedItems } = input.status
  return resumedItems === 0 ? null : [`${toLine(name)}:`, 'resumed at', toCount(input)].join(' ')
}

function toCount({ status, unit }: ReportInput): string {
  const done = formatCount(status.processedItems)
  const { totalItems, progressPercentage } = status
  return totalItems === null || progressPercentage === null
    ? `${done} ${toLine(unit)}`
    : `${done}/${formatCount(totalItems)}  ${formatPercent(progressPercentage)}`
}

/** Its rate while it runs. */
function toLiveRate({ status, unit }: ReportInput): string[] {
  return status.state === 'running' ? toRate(status.itemsPerSecond, unit) : []
}

/** What is to be expected. */
function toOutlook({ status, hold, deadline }: ReportInput): string[] {
  const { state, estimatedRemainingSeconds, estimatedCompletion } = status
  if (state !== 'running') return [state]
  const isLate = deadline !== null && estimatedCompletion !== null && estimatedCompletion > deadline
  return [
    ...(estimatedRemainingSeconds === null ? [] : [`${formatDuration(estimatedRemainingSeconds)} left`]),
    ...(isLate ? ['late'] : []),
    ...(hold === null ? [] : [`waits for ${toLine(hold)}`]),
  ]
}

function toRate(itemsPerSecond: number | null, unit: string): string[] {
  return itemsPerSecond === null ? [] : [`${formatRate(itemsPerSecond)} ${toLine(unit)}/s`]
}

function widthOf(parts: readonly string[]): number {
  return textWidth(parts.join(GAP))
}

function toBar(percent: number, width: number, style: LineStyle): string {
  const filled = Math.floor((Math.min(percent, 100) / 100) * width)
  const [full, empty] = style.isUnicode ? ['━', '╌'] : ['#', '-']
  return `${paint(full.repeat(filled), GREEN, style)}${paint(empty.repeat(width - filled), DIM, style)}`
}

function paint(text: string, colour: number, { hasColours }: LineStyle): string {
  return hasColours && text !== '' ? `\u001B[${colour}m${text}\u001B[0m` : text
}
