const DAY_SECONDS = 86_400

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const SECONDS = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment under an axis: the clock, or over several days the date. @param spanSeconds - Of the whole axis. */
export function formatTick(timeMs: number, spanSeconds: number): string {
  const date = new Date(timeMs)
  if (spanSeconds < 300) return SECONDS.format(date)
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0
  return spanSeconds > 2 * DAY_SECONDS || isMidnight ? DATE.format(date) : CLOCK.format(date)
}

/** A moment in full, in the reader's time zone: `20 Nov 2026, 09:30:00`. */
export function formatMoment(timeMs: number): string {
  return FULL.format(new Date(timeMs))
}

/** From when to when: `20 Nov, 09:30 – 10:30`. */
export function formatPeriod(startMs: number, endMs: number): string {
  const [start, end] = [new Date(startMs), new Date(endMs)]
  const [startDate, endDate] = [DATE.format(start), DATE.format(end)]
  const to = startDate === endDate ? CLOCK.format(end) : `${endDate}, ${CLOCK.format(end)}`
  return `${startDate}, ${CLOCK.format(start)} – ${to}`
}
