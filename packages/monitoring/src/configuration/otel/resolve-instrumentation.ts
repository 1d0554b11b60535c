import { quoteName } from '@cryo/conventions/configuration'
import { DISABLED_INSTRUMENTATIONS, ENABLED_INSTRUMENTATIONS, PROPAGATORS } from './general-variables.ts'
import { OTEL_DEFAULTS } from './otel-defaults.ts'
import type { OtelReader } from './otel-reader.ts'
import { INSTRUMENTATION_NAMES, type InstrumentationName, type NativePropagator } from './otel-settings.ts'

/** Propagators by who has them. */
export interface Propagation {
  readonly native: readonly NativePropagator[]
  /** As in `OtelSettings`. */
  readonly needsSdkNode: readonly string[]
}

/** Reads how the trace travels between processes; `none` goes before all others. */
export function resolvePropagators(reader: OtelReader): Propagation {
  const given = reader.read(PROPAGATORS)
  if (given === undefined) return { native: OTEL_DEFAULTS.propagators, needsSdkNode: [] }
  if (given.includes('none')) return { native: [], needsSdkNode: [] }
  const native: NativePropagator[] = []
  const needsSdkNode: string[] = []
  for (const name of given) {
    if (name === 'tracecontext' || name === 'baggage') native.push(name)
    else if (name === 'b3' || name === 'b3multi') needsSdkNode.push(`${PROPAGATORS.name}=${name}`)
    else
      reader.notice(
        `${PROPAGATORS.name} names ${quoteName(name)}, which does not exist for Node; it is ignored`,
      )
  }
  return { native, needsSdkNode }
}

/** Reads which of our instrumentations are off; one that is both enabled and disabled is. */
export function resolveDisabledInstrumentations(reader: OtelReader): readonly InstrumentationName[] {
  const disabled = reader.read(DISABLED_INSTRUMENTATIONS)
  const enabled = reader.read(ENABLED_INSTRUMENTATIONS)
  const names: readonly string[] = INSTRUMENTATION_NAMES
  const missing = enabled?.filter((name) => !names.includes(name)).map(quoteName) ?? []
  if (missing.length > 0) {
    const known = names.join(', ')
    reader.notice(`${ENABLED_INSTRUMENTATIONS.name} names ${missing.join(', ')}: there are only ${known}`)
  }
  return INSTRUMENTATION_NAMES.filter(
    (name) => disabled?.includes(name) || (enabled !== undefined && !enabled.includes(name)),
  )
}
