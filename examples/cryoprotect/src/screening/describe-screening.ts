import type { ScreeningResult } from './run-screening.ts'

/** Sums a run up in one line. */
export function describeScreening({
  candidates,
  screened,
  resumed,
  accepted,
  best,
}: ScreeningResult): string {
  const all = screened === candidates ? count(screened) : `${count(screened)} of ${count(candidates)}`
  const extent = `${all} mixtures screened${resumed === 0 ? '' : `, ${count(resumed)} of them by an earlier run`}`
  const [winner] = best
  if (winner === undefined) return `${extent}, none accepted`
  const parts = winner.components.map(
    ({ molecule, massFraction }) => `${molecule} ${Math.round(100 * massFraction)} %`,
  )
  const kelvin = winner.prediction.glassTransitionKelvin?.toFixed(1)
  return `${extent}, ${count(accepted)} accepted; best: ${parts.join(', ')} (Tg ${kelvin} K)`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
