import type { Variables } from '../environment.ts'
import { findNearestName, quoteName } from '@cryo/conventions/configuration'
import { listOtelVariables } from '../otel-environment.ts'
import { CONFIG_FILE, SEMCONV_STABILITY_OPT_IN } from './general-variables.ts'
import { HISTOGRAM_AGGREGATION, TEMPORALITY_PREFERENCE } from './metric-variables.ts'
import type { OtelReader } from './otel-reader.ts'

/** Edits that a name may be away from a known one to count as a slip. */
const MAX_SLIPS = 2

/** Variables named in one line; the environment may hold any number. */
const MAX_NAMES = 20

/** Variables for other languages, and those that the OpenTelemetry operator for Kubernetes sets for its own use. */
const NOT_FOR_US =
  /^OTEL_(CPP|DOTNET|ERLANG|GO|JAVA|JAVAAGENT|PHP|PYTHON|RUBY|RUST|SWIFT|RESOURCE_ATTRIBUTES|INJECTOR)_|^OTEL_(NODE|POD)_IP$/

/** Says of which variables only some values have an effect, where others are set. */
export function noticeWithoutEffect(reader: OtelReader): void {
  const temporality = reader.read(TEMPORALITY_PREFERENCE) ?? 'cumulative'
  if (temporality !== 'cumulative') {
    reader.notice(`${TEMPORALITY_PREFERENCE.name} is "${temporality}": metrics are sent as cumulative`)
  }
  const aggregation = reader.read(HISTOGRAM_AGGREGATION) ?? 'explicit_bucket_histogram'
  if (aggregation !== 'explicit_bucket_histogram') {
    reader.notice(`${HISTOGRAM_AGGREGATION.name} is "${aggregation}": histograms have explicit buckets`)
  }
  if (reader.read(SEMCONV_STABILITY_OPT_IN)?.some((name) => name.endsWith('/dup'))) {
    reader.notice(`${SEMCONV_STABILITY_OPT_IN.name}: only the stable names are recorded, never the old ones`)
  }
}

/** Names every variable that is set and has no effect here, in one line. */
export function noticeUnsupported(reader: OtelReader, variables: Variables): void {
  const table = new Map(listOtelVariables().map((variable) => [variable.name, variable]))
  const names = [...variables.keys()].filter((name) => {
    const known = table.get(name)
    return known === undefined ? !NOT_FOR_US.test(name) : known.support === 'unsupported'
  })
  const known = [...table.keys()]
  noticeNames(reader, 'without effect here', names, (name) => {
    const nearest = table.has(name) ? null : findNearestName(name, known)
    const slip = nearest !== null && nearest.distance <= MAX_SLIPS
    return slip ? `${quoteName(name)} (did you mean ${nearest.name}?)` : quoteName(name)
  })
}

/** Names every variable that is set and ignored because a configuration file is given, in one line. */
export function noticeIgnored(reader: OtelReader, variables: Variables, counting: ReadonlySet<string>): void {
  const names = [...variables.keys()].filter((name) => !counting.has(name) && !NOT_FOR_US.test(name))
  noticeNames(reader, `ignored because ${CONFIG_FILE.name} is set`, names, quoteName)
}

function noticeNames(
  reader: OtelReader,
  what: string,
  names: readonly string[],
  describe: (name: string) => string,
): void {
  if (names.length === 0) return
  const shown = names.slice(0, MAX_NAMES).map(describe).join(', ')
  const rest = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : ''
  reader.notice(`${what}: ${shown}${rest}`)
}
