// Forecast
export { createEtaEstimator } from './eta/create-eta-estimator.ts'
export { longestEstimate } from './eta/longest-estimate.ts'
export type { EtaEstimate, EtaEstimator, EtaEstimatorOptions, PriorPace } from './eta/eta-estimator.ts'
