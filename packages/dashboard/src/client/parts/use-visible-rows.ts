import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** The rows of a long list that are near the window, and how much room the others take. */
export interface VisibleRows {
  readonly first: number
  /** Behind the last one. */
  readonly end: number
}

/** Rows that are made beyond the edge of the window, so that scrolling finds them there. */
const MARGIN_ROWS = 12
/** Shorter lists are shown whole. */
const MIN_ROWS = 60

/** Which rows of a list are near the window; the rows are equally high. */
export function useVisibleRows(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): VisibleRows {
  const [rows, setRows] = useState<VisibleRows>({ first: 0, end: MIN_ROWS })
  const isLong = count > MIN_ROWS
  useEffect(() => {
    if (!isLong) return
    const follow = (): void => {
      if (list.current === null) return
      const top = -list.current.getBoundingClientRect().top
      const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN_ROWS)
      const end = Math.ceil((top + innerHeight) / rowHeight) + MARGIN_ROWS
      // In steps, so that not each pixel makes new rows.
      const [from, to] = [first - (first % 4), Math.max(first, end) + 4]
      setRows((before) => (before.first === from && before.end === to ? before : { first: from, end: to }))
    }
    follow()
    addEventListener('scroll', follow, { passive: true })
    addEventListener('resize', follow)
    return () => {
      removeEventListener('scroll', follow)
      removeEventListener('resize', follow)
    }
  }, [isLong, rowHeight])
  return isLong
    ? { first: Math.min(rows.first, count), end: Math.min(rows.end, count) }
    : { first: 0, end: count }
}
