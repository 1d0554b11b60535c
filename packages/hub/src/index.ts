// As a worker thread of an application
export { startWorker } from './worker.ts'

// As a process of its own
export { startStandalone } from './standalone.ts'
export type { StandaloneHub } from './standalone.ts'

// How Prometheus names things
export { toMetricName } from './prometheus/metric-name.ts'
