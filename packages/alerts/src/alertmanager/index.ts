// What Alertmanager sends
export { parseWebhook } from './parse-webhook.ts'
export type { AlertGroup, WebhookRefusal } from './parse-webhook.ts'

// What Alertmanager is asked
export { AlertmanagerClient, AlertmanagerRefusal } from './alertmanager-client.ts'
export type { RemoteSilence } from './alertmanager-client.ts'
