// What is watched
export { watchDatabase } from './database/watch-database.ts'
export type { Queryable } from './database/watch-database.ts'
export { watchEndpoint } from './endpoint/watch-endpoint.ts'
export type { AddressedEndpointOptions, EndpointOptions } from './endpoint/endpoint-options.ts'
export { addHealthCheck } from './add-health-check.ts'
export type { CheckOptions, HealthCheckOptions } from './check/check-options.ts'
export type { CheckContext, CheckFunction, CheckResult } from './check/check-result.ts'

// How it is
export { getHealth } from './get-health.ts'
export type { CheckReport, CheckSummary, PoolUse } from './check/check-report.ts'

// Of all checks
export { configureHealth } from './health-settings.ts'
export { getRefusedChecks, stopHealth } from './check/check-registry.ts'
