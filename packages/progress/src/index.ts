// Forecast
export type { EtaEstimate, EtaEstimator, EtaEstimatorOptions, PriorPace } from './eta/eta-estimator.ts'
