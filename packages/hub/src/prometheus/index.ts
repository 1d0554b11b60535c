// Names and labels, as Prometheus' OTLP receiver makes them
export { toMetricName } from './metric-name.ts'
export { toUnitName } from './unit-name.ts'
export { toLabelName } from './label-name.ts'
export { toLabelValue } from './label-value.ts'
export { PROMOTED_ATTRIBUTES, toLabels, toResourceLabels } from './labels.ts'
export type { Labels, ResourceLabels } from './labels.ts'
export { toBoundText, toCanonicalBoundText, toValueText } from './number-text.ts'

// Exposition
export { createExposition } from './create-exposition.ts'
export type { ExpositionOptions } from './create-exposition.ts'
export type { Exposition, ExpositionAnswer, ExpositionLoss } from './exposition.ts'
export { EXPOSITION_CONTENT_TYPE, negotiateExposition } from './negotiate-exposition.ts'
export type { ExpositionFormat } from './negotiate-exposition.ts'
