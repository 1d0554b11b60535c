// Alerts
export { ALERT_SEVERITIES } from './alert.ts'
export type { Alert, AlertSeverity, AlertStatus, AlertSummary } from './alert.ts'
export { readAlert, readSummary } from './read-alert.ts'

// Handlers
export { addAlertHandler, runAlertHandlers, watchAlertHandlers } from './handlers/alert-handlers.ts'
export type { AlertHandler, HandlerOutcome } from './handlers/alert-handlers.ts'

// Silences
export { readSilence } from './silences/read-silence.ts'
export type { AlertMatcher, Silence, SilenceOptions, SilenceRequest } from './silences/silence.ts'
