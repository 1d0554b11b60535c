// What Alertmanager sends
export { parseWebhook } from './parse-webhook.ts'
export type { AlertGroup, WebhookRefusal } from './parse-webhook.ts'

// How alerts are made of labels, and named
export { createAlert } from '../create-alert.ts'
export type { AlertFacts } from '../create-alert.ts'
export { fingerprintOf } from '../fingerprint.ts'

// What Alertmanager is asked
export { AlertmanagerClient, AlertmanagerRefusal } from './alertmanager-client.ts'
export type { PostedAlert, RemoteAlert, RemoteSilence } from './alertmanager-client.ts'
