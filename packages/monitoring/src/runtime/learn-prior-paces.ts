import type { PriorPaces } from '@cryo/protocol'

/** Lets forecasts know how long earlier runs took; only a service that has run jobs loads what that needs. */
export function learnPriorPaces(jobs: PriorPaces): void {
  import('@cryo/progress').then(
    ({ learnPriorRuns }) => learnPriorRuns(jobs),
    () => {
      // Forecasts go on without.
    },
  )
}
