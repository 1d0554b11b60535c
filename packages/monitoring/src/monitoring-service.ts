import { addAlertHandler } from '@cryo/alerts'
import { sharedState } from '@cryo/conventions'
import { recordError } from '@cryo/errors'
import {
  addHealthCheck,
  getHealth as getOwnHealth,
  stopHealth,
  watchDatabase,
  watchEndpoint,
} from '@cryo/health'
import type { HealthReport, MonitoringData } from '@cryo/protocol'
import { startOperation, trackOperation } from '@cryo/tracking'
import type { Operation, OperationOptions } from '@cryo/tracking'

import { getAlerts, silenceAlert, unsilenceAlert } from './alerts.ts'
import { addKnownApplication } from './applications/known-applications.ts'
import { askHub } from './ask-hub.ts'
import { checkApplication } from './configuration/check-application.ts'
import type { MonitoringOptions } from './configuration/options.ts'
import { toHealthReport } from './runtime/to-health-report.ts'
import { getMainRuntime, startConfigured, stopMain } from './runtime/start.ts'

/** What a flush or an orderly end may take, in milliseconds. */
const LIMIT_MS = 2000

/** A web application: Express, Fastify, Koa, Hono or a plain `http.Server`. */
export type Application = object

/**
 * Monitoring of this process. There is one: `new MonitoringService()`, `MonitoringService.getInstance()` and
 * `startMonitoring()` all give the same object.
 *
 * @example
 * ```ts
 * const monitor = startMonitoring(app, { dashboardPort: 5001 })
 * await monitor.trackOperation('screen mixtures', { itemsCount: 120 }, () => screen(mixtures))
 * ```
 */
export class MonitoringService {
  /** @param app - Added to the applications whose routes are monitored. */
  constructor(app?: Application) {
    const instance = sharedState<MonitoringService>('monitoring-service', () => this)
    if (app !== undefined) instance.addApplication(app)
    // oxlint-disable-next-line no-constructor-return -- one instance per process is the contract of this class
    return instance
  }

  static getInstance(): MonitoringService {
    return new MonitoringService()
  }

  /**
   * Adds an application: its routes appear as endpoints before anybody calls them. Its requests are seen without
   * this; those of Koa and Hono are told apart by route only with it. Anything is accepted.
   */
  addApplication(app: Application): void {
    addKnownApplication(app)
  }

  /**
   * Changes options; those not named keep their values.
   *
   * @throws ConfigurationError that names option, value and what is expected; and for `serviceName` and
   * `monitoringDir` once the hub has started.
   */
  configure(options: MonitoringOptions): void {
    startConfigured(options)
  }

  /** Starts monitoring unless it runs. */
  start(): void {
    startConfigured({})
  }

  /** Flushes and ends monitoring of this process, its health checks included; at most 2 s. Never rejects. */
  async stop(): Promise<void> {
    stopHealth()
    await stopMain(LIMIT_MS).catch(() => {})
  }

  /** Delivers or spools everything recorded so far; at most 2 s. Never rejects. */
  async flush(): Promise<void> {
    await getMainRuntime()
      ?.flush(LIMIT_MS)
      .catch(() => {})
  }

  /**
   * Everything that the page shows, as `/monitoring/api/status` answers it.
   *
   * @throws When monitoring is not running in this thread: not started, ended or disabled.
   */
  async getMonitoringData(): Promise<MonitoringData> {
    return askHub('data', undefined)
  }

  /**
   * How databases, endpoints and the system are, as `/monitoring/api/health` answers it; without the hub, the checks
   * of this process. Of checks that have just been added it waits for the first result. Never rejects.
   */
  async getHealth(): Promise<HealthReport> {
    const own = await getOwnHealth()
    const runtime = getMainRuntime()
    try {
      if (runtime !== null) return await runtime.hub.ask('health', undefined)
    } catch {
      // The hub is gone or busy: what this process knows itself has to do.
    }
    return toHealthReport(own, runtime?.configuration.serviceName ?? '')
  }

  /** Address of the page, whichever process serves it; `null` until one does. */
  get address(): string | null {
    return getMainRuntime()?.address ?? null
  }

  /**
   * Tracks an operation: a block when `fn` is given, else an operation to be ended by `using`.
   *
   * @example
   * ```ts
   * using op = monitor.trackOperation('fit', { itemsCount: spectra.length })
   * ```
   */
  trackOperation<T>(name: string, fn: (operation: Operation) => T): T
  trackOperation<T>(name: string, options: OperationOptions<Awaited<T>>, fn: (operation: Operation) => T): T
  trackOperation(name: string, options?: OperationOptions): Operation
  trackOperation<T>(
    name: string,
    optionsOrBlock?: unknown,
    block?: (operation: Operation) => T,
  ): T | Operation {
    if (typeof optionsOrBlock === 'function')
      return trackOperation(name, optionsOrBlock as (operation: Operation) => T)
    if (block === undefined) return startOperation(name, optionsOrBlock as OperationOptions | undefined)
    return trackOperation(name, (optionsOrBlock ?? {}) as OperationOptions<Awaited<T>>, block)
  }

  /** See {@link recordError}. */
  recordError: typeof recordError = recordError

  /** See {@link watchDatabase}. */
  watchDatabase: typeof watchDatabase = watchDatabase

  /** See {@link watchEndpoint}. */
  watchEndpoint: typeof watchEndpoint = watchEndpoint

  /** See {@link addAlertHandler}. */
  addAlertHandler: typeof addAlertHandler = addAlertHandler

  /** See {@link silenceAlert}. */
  silenceAlert: typeof silenceAlert = silenceAlert

  /** See {@link unsilenceAlert}. */
  unsilenceAlert: typeof unsilenceAlert = unsilenceAlert

  /** See {@link getAlerts}. */
  getAlerts: typeof getAlerts = getAlerts

  /** See {@link addHealthCheck}. */
  addHealthCheck: typeof addHealthCheck = addHealthCheck
}

/**
 * Configures and starts monitoring.
 *
 * @param app - A web application to monitor; may be left out.
 * @param options - See {@link MonitoringOptions}; over the environment, over the defaults.
 * @throws ConfigurationError that names option, value and what is expected; and for options in the place of the app.
 * @example
 * ```ts
 * const monitor = startMonitoring(app, { dashboardPort: 5001, alertThresholds: { memoryUsage: 90 } })
 * ```
 */
export function startMonitoring(
  app?: Application | null,
  options: MonitoringOptions = {},
): MonitoringService {
  checkApplication(app)
  startConfigured(options)
  return new MonitoringService(app ?? undefined)
}

/** See {@link MonitoringService.getHealth}. */
export function getHealth(): Promise<HealthReport> {
  return MonitoringService.getInstance().getHealth()
}
