// Routes and their server
export { createRoutes } from './routes.ts'
export { createServer } from './server.ts'
export type { DashboardServer, ServerLimits } from './server.ts'
export type { DashboardOptions } from './dashboard-options.ts'
export type { DashboardBindings, DashboardEnv } from './dashboard-env.ts'

// What the hub implements
export type {
  AttachReply,
  AttachRequest,
  Awaitable,
  DashboardSource,
  IngestResult,
  MetricsExposition,
  OtlpContentType,
  QueryReply,
  SilenceReply,
  SilenceSummary,
  UnsilenceReply,
  TracesReply,
  TracesRequest,
  QueryRequest,
} from './dashboard-source.ts'
export { HUB_ID_HEADER } from './otlp-route.ts'

// Security
export { assertSafeBinding } from './security.ts'
export { createLoginCodes } from './security/login-codes.ts'
export type { LoginCodes } from './security/login-codes.ts'

// Schema
export { MONITORING_DATA_SCHEMA } from './monitoring-data-schema.ts'
export type { JsonSchema } from './json-schema.ts'
