import type { VNode } from 'preact'
import { RANGES, stretchRange } from './address/time-range.ts'
import { formatPeriod } from './charts/time-ticks.ts'
import { Link } from './parts/link.tsx'
import { useNow, usePage } from './page-context.ts'

/** Chooses the time that charts show. */
export function RangePicker(): VNode {
  const { address, go } = usePage()
  const nowMs = useNow()
  const { range } = address
  return (
    <div class="range" role="group" aria-label="Time">
      {range.kind === 'between' && (
        <>
          <span class="range-period">{formatPeriod(range.fromMs, range.toMs)}</span>
          <button
            title="Twice as long (−)"
            aria-label="Show twice as long"
            onClick={() => go({ range: stretchRange(range, 2, nowMs) })}
          >
            −
          </button>
        </>
      )}
      {RANGES.map(({ text, seconds }) => (
        <Link
          key={text}
          to={{ ...address, range: { kind: 'last', seconds } }}
          title={`The last ${text}`}
          current={range.kind === 'last' && range.seconds === seconds}
        >
          {text}
        </Link>
      ))}
    </div>
  )
}
