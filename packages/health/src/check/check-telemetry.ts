import {
  ATTR_CHECK_KIND,
  ATTR_CHECK_MESSAGE,
  ATTR_CHECK_NAME,
  ATTR_CHECK_STATUS,
  CHECK_STATUSES,
  type CheckKind,
  type CheckStatus,
  METRIC_HEALTH_CHECK_DURATION,
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_REQUIRED,
  METRIC_HEALTH_STATUS,
  SCOPE_NAME,
} from '@cryo/conventions'
import { type BoundGauge, type BoundHistogram, gauge, histogram } from '@cryo/instruments'
import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api'

const statusGauge = gauge(METRIC_HEALTH_STATUS)
const failuresGauge = gauge(METRIC_HEALTH_FAILURES)
const requiredGauge = gauge(METRIC_HEALTH_REQUIRED)
const durationHistogram = histogram(METRIC_HEALTH_CHECK_DURATION)

/** What telemetry tells of a result. */
export interface ToldResult {
  readonly status: CheckStatus
  readonly message: string | null
  readonly failuresInARow: number
  readonly required: boolean
}

/** The series and spans of one check. Nothing here throws, whatever SDK there is. */
export class CheckTelemetry {
  readonly #attributes: { readonly [ATTR_CHECK_NAME]: string; readonly [ATTR_CHECK_KIND]: CheckKind }
  readonly #statuses: readonly (readonly [CheckStatus, BoundGauge])[]
  readonly #failures: BoundGauge
  readonly #required: BoundGauge
  readonly #duration: BoundHistogram

  constructor(name: string, kind: CheckKind) {
    this.#attributes = { [ATTR_CHECK_NAME]: name, [ATTR_CHECK_KIND]: kind }
    this.#statuses = CHECK_STATUSES.map(
      (status) => [status, statusGauge.bind({ ...this.#attributes, [ATTR_CHECK_STATUS]: status })] as const,
    )
    this.#failures = failuresGauge.bind(this.#attributes)
    this.#required = requiredGauge.bind(this.#attributes)
    this.#duration = durationHistogram.bind(this.#attributes)
  }

  /** Sets the series to a result. */
  show({ status, failuresInARow, required }: ToldResult): void {
    for (const [each, bound] of this.#statuses) bound.record(each === status ? 1 : 0)
    this.#failures.record(failuresInARow)
    this.#required.record(required ? 1 : 0)
  }

  /** The check is no longer: no status is the current one. */
  clear(): void {
    for (const [, bound] of this.#statuses) bound.record(0)
    this.#failures.record(0)
    this.#required.record(0)
  }

  recordDuration(seconds: number): void {
    this.#duration.record(seconds)
  }

  /**
   * Starts the span of a run: a trace of its own, whoever asked for the check.
   *
   * @returns The context that the run belongs into, and what ends the span.
   */
  startSpan(): { readonly context: Context; end(result: ToldResult): void } {
    let span: Span | undefined
    try {
      span = trace
        .getTracer(SCOPE_NAME)
        .startSpan(
          `${this.#attributes[ATTR_CHECK_NAME]} check`,
          { root: true, attributes: this.#attributes },
          ROOT_CONTEXT,
        )
    } catch {
      // An SDK that fails costs the span only.
    }
    const started = span
    return {
      context: started === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, started),
      end: (result) => endSpan(started, result),
    }
  }
}

function endSpan(span: Span | undefined, { status, message, failuresInARow }: ToldResult): void {
  try {
    span?.setAttribute(ATTR_CHECK_STATUS, status)
    if (message !== null) span?.setAttribute(ATTR_CHECK_MESSAGE, message)
    if (failuresInARow > 0) span?.setStatus({ code: SpanStatusCode.ERROR, message: message ?? status })
    span?.end()
  } catch {
    // As above.
  }
}
