/** What is wrong with a rule file, and where. */
export interface RuleProblem {
  readonly file: string
  /** The first being 1. */
  readonly line: number
  /** Name of the group; empty where it has none, or the file as a whole is meant. */
  readonly group: string
  /** Name of the rule; empty where it has none, or its group as a whole is meant. */
  readonly rule: string
  readonly reason: string
  /** Whether it is evaluated nevertheless, as by Prometheus. */
  readonly isKept: boolean
}

/** Says what is wrong in one line, as compilers do. */
export function describeProblem({ file, line, group, rule, reason }: RuleProblem): string {
  const where = [group === '' ? '' : ` group ${group}`, rule === '' ? '' : ` rule ${rule}`]
    .filter((part) => part !== '')
    .join(',')
  return `${file}:${line}:${where}${where === '' ? '' : ':'} ${reason}`
}
