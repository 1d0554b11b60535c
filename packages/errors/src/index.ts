// Errors
export { recordError } from './record-error.ts'
export { getFailedRecordings, getSeenErrors } from './errors-state.ts'

// What is taken out of them
export { configureRedaction } from '@cryo/conventions/redaction'
