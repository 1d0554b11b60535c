// Results
export type { CheckResult } from './check-result.ts'
