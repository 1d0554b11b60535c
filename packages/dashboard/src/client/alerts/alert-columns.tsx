import { formatNumber } from '../format-number.ts'
import { Ago } from '../parts/ago.tsx'
import { Badge } from '../parts/badge.tsx'
import { OpenLink } from '../parts/open-link.tsx'
import type { Column } from '../parts/table.tsx'
import { WebLink } from '../parts/web-link.tsx'
import type { AlertData } from './silence-form.tsx'

const ORDER = ['critical', 'warning', 'info']

/** What stands in the address for the details of an alert. */
export function openAlert({ fingerprint }: AlertData): string {
  return `alert:${fingerprint}`
}

/** 0 for what is worst. */
export function rankOf({ severity }: AlertData): number {
  return ORDER.indexOf(severity)
}

/** The columns of the alerts. */
export const ALERT_COLUMNS: readonly Column<AlertData>[] = [
  {
    title: 'Severity',
    hint: 'critical: somebody must act now; warning: soon; info: to know',
    order: rankOf,
    cell: ({ severity, silenced }) => (
      <>
        <Badge word={severity} />
        {silenced && <div class="sub">silenced</div>}
      </>
    ),
  },
  {
    title: 'Alert',
    isWide: true,
    hint: 'What fires; its details have its labels, and where one can silence it',
    order: ({ name }) => name,
    cell: (alert) => (
      <>
        <OpenLink what={openAlert(alert)}>{alert.name}</OpenLink>
        <div class="sub">{alert.message}</div>
      </>
    ),
  },
  {
    title: 'Value',
    hint: 'The value that the rule found, against its threshold',
    isNumber: true,
    order: ({ value }) => value ?? 0,
    cell: ({ value, threshold }) => (
      <>
        {value === null ? <i class="faint">–</i> : <b>{formatNumber(value)}</b>}
        {threshold !== null && <div class="sub">limit {formatNumber(threshold)}</div>}
      </>
    ),
  },
  {
    title: 'Since',
    hint: 'When it began to fire',
    isNumber: true,
    order: ({ startsAt }) => -Date.parse(startsAt),
    cell: ({ startsAt }) => <Ago at={startsAt} />,
  },
  {
    title: 'About',
    hint: 'The job, check or service that it is about',
    isExtra: true,
    cell: ({ source }) => source,
  },
  {
    title: 'What to do',
    hint: 'The runbook of the rule',
    isExtra: true,
    cell: ({ runbookUrl }) =>
      runbookUrl === null ? <i class="faint">no runbook</i> : <WebLink url={runbookUrl} text="Runbook" />,
  },
]
