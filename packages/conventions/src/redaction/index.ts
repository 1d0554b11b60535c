// What is secret
export { REDACTED, configureRedaction } from './redaction-settings.ts'
export { isSecretKey } from './secret-keys.ts'

// Texts
export { redactText } from './redact-text.ts'
export { toSafeText, truncateText } from './bounded-text.ts'

// Values and contexts
export { MAX_NAME_BYTES, toTelemetryName } from './telemetry-name.ts'
export { describeValue } from './describe-value.ts'
export { toContextAttributes } from './context-attributes.ts'
export type { ContextAttributes } from './context-attributes.ts'
export { readProperty, readText } from './read-property.ts'

// Errors
export { describeException, toSafeMessage } from './describe-exception.ts'
export type { ExceptionDescription } from './describe-exception.ts'
export { CAUSED_BY, toSafeStack } from './describe-stack.ts'
export { readErrorType, toTypeName } from './error-type.ts'
