interface RulesAnswer {
  readonly data?: {
    readonly groups: readonly {
      readonly rules: readonly { readonly name: string; readonly query: string }[]
    }[]
  }
}

/** The expression of an alert's rule; where somebody else has the rule, when the alert fired. */
export async function findRuleQuery(name: string): Promise<string> {
  const fired = `ALERTS{alertname=${JSON.stringify(name)}}`
  try {
    const { data } = (await (await fetch('api/v1/rules?type=alert')).json()) as RulesAnswer
    return data?.groups.flatMap(({ rules }) => rules).find((rule) => rule.name === name)?.query ?? fired
  } catch {
    return fired
  }
}
