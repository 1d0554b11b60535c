/** Where state that must be one per process lives on `globalThis`, whatever copy of a package holds it. */
export const REGISTRY_KEY: unique symbol = Symbol.for('cryo.monitoring.v1')

/** Name of the instrumentation scope of everything that the packages record themselves. */
export const SCOPE_NAME = '@cryo/monitoring'

/**
 * Name of the scope of figures that are counted by the spans of another OpenTelemetry SDK. They are shown and not
 * forwarded: that SDK may export the same metrics itself.
 */
export const SCOPE_FROM_SPANS = '@cryo/monitoring/from-spans'

/**
 * Finds or makes one slot of the state that all copies of our packages in this process share.
 *
 * A bundled `@cryo/monitoring` beside an installed `@cryo/tracking` meets the same object here.
 *
 * @param name - Slot, by convention the package's name.
 * @param create - Called once per process, by whichever copy comes first.
 */
export function sharedState<T>(name: string, create: () => T): T {
  const holder = globalThis as { [REGISTRY_KEY]?: Map<string, unknown> }
  const slots = (holder[REGISTRY_KEY] ??= new Map())
  if (!slots.has(name)) slots.set(name, create())
  return slots.get(name) as T
}
