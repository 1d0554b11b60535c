// What is wrong with an option
export { ConfigurationError, unknownOption, wrongValue } from './configuration-error.ts'
export type { ConfigurationProblem } from './configuration-error.ts'
export { findNearestName } from './nearest-name.ts'
export type { NearestName } from './nearest-name.ts'
export { maskCredentials, quoteName, quoteValue } from './quote-value.ts'
