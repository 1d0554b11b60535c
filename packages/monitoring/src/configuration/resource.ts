import { hostname } from 'node:os'

import type { Configuration } from './configuration.ts'
import {
  RESOURCE_HOST_NAME,
  RESOURCE_PROCESS_PID,
  RESOURCE_PROCESS_RUNTIME_NAME,
  RESOURCE_PROCESS_RUNTIME_VERSION,
  RESOURCE_SERVICE_INSTANCE_ID,
  RESOURCE_SERVICE_NAME,
  RESOURCE_SERVICE_VERSION,
  RESOURCE_TELEMETRY_SDK_LANGUAGE,
  RESOURCE_TELEMETRY_SDK_NAME,
  RESOURCE_TELEMETRY_SDK_VERSION,
} from './resource-keys.ts'

/** Version of the OpenTelemetry SDK that this package is built on; a test holds it to the installed one. */
export const SDK_VERSION = '3.0.0'

/** Attributes of a resource by key. */
export type ResourceAttributes = Readonly<Record<string, string | number>>

/**
 * Describes this process to whoever reads its telemetry.
 *
 * What `OTEL_RESOURCE_ATTRIBUTES` says goes before what is found out; it alone says `service.namespace` and
 * `deployment.environment.name`: `NODE_ENV` tells how libraries behave, and is `production` in staging too.
 */
export function createResourceAttributes(configuration: Configuration): ResourceAttributes {
  const { serviceName, serviceVersion, instanceId, otel } = configuration
  return {
    [RESOURCE_TELEMETRY_SDK_NAME]: 'opentelemetry',
    [RESOURCE_TELEMETRY_SDK_LANGUAGE]: 'nodejs',
    [RESOURCE_TELEMETRY_SDK_VERSION]: SDK_VERSION,
    [RESOURCE_PROCESS_PID]: process.pid,
    [RESOURCE_PROCESS_RUNTIME_NAME]: 'nodejs',
    [RESOURCE_PROCESS_RUNTIME_VERSION]: process.versions.node,
    [RESOURCE_HOST_NAME]: hostname(),
    ...(serviceVersion === null ? {} : { [RESOURCE_SERVICE_VERSION]: serviceVersion }),
    ...otel.resourceAttributes,
    [RESOURCE_SERVICE_NAME]: serviceName,
    [RESOURCE_SERVICE_INSTANCE_ID]: instanceId,
  }
}
