/** What Grafana puts in a query before it is sent. */
export interface MacroValues {
  /** `$__rate_interval` and `$__interval`. */
  readonly interval: string
  /** `$__range`. */
  readonly range: string
  /** Variables of dashboards by name. */
  readonly variables: Readonly<Record<string, string>>
}

/** Everything chosen, an hour looked at. */
export const ALL: MacroValues = {
  interval: '1m',
  range: '1h',
  variables: { environment: '.*', service: '.*', instance: '.*', job: '.*' },
}

/**
 * Puts values in the place of Grafana's macros and of variables.
 *
 * @throws Error on a name that is neither.
 */
export function substituteMacros(text: string, { interval, range, variables }: MacroValues = ALL): string {
  const values: Readonly<Record<string, string>> = {
    ...variables,
    __rate_interval: interval,
    __interval: interval,
    __range: range,
  }
  return text.replaceAll(/\$\{?(\w+)\}?/g, (_whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`there is no variable ${name}`)
    return value
  })
}
