import type { ComponentType, VNode } from 'preact'
import { useMemo } from 'preact/hooks'

interface SteadyProps<Props extends object> {
  readonly of: ComponentType<Props>
  readonly with: Props
}

/** A part that is looked at again only when one of its properties is another: what did not change stays the same object. */
export function Steady<Props extends object>({ of: Part, with: props }: SteadyProps<Props>): VNode {
  return useMemo(() => <Part {...props} />, Object.values(props))
}
