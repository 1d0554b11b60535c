import type { VNode } from 'preact'
import type { Tone } from '../tone.ts'

interface MeterProps {
  /** 0 to 100; `null`: unknown, a bar that only says that something goes on. */
  readonly percent: number | null
  readonly tone?: Tone
  readonly label: string
}

/** A bar that is filled to a part. */
export function Meter({ percent, tone, label }: MeterProps): VNode {
  const width = percent === null ? 100 : Math.min(100, Math.max(0, percent))
  return (
    <div
      class={percent === null ? 'meter unknown' : 'meter'}
      data-tone={tone ?? 'info'}
      role="progressbar"
      aria-label={label}
      {...(percent === null
        ? {}
        : { 'aria-valuenow': Math.floor(width), 'aria-valuemin': 0, 'aria-valuemax': 100 })}
    >
      <i style={{ width: `${width}%` }} />
    </div>
  )
}
