import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatNumber } from '../format-number.ts'
import { HOME } from '../address/address.ts'
import { usePage } from '../page-context.ts'
import { Badge } from '../parts/badge.tsx'
import { Facts } from '../parts/facts.tsx'
import { Link } from '../parts/link.tsx'
import { WebLink } from '../parts/web-link.tsx'
import { findRuleQuery } from './find-rule-query.ts'
import { type AlertData, SilenceForm } from './silence-form.tsx'
import { SilenceList } from './silence-list.tsx'
import { useSilences } from './use-silences.ts'

/** Annotations that are shown by themselves. */
const KNOWN = new Set(['summary', 'value', 'threshold', 'runbook_url', 'dashboard_url', 'description'])

/** All that is known of an alert, and how to silence it. */
export function AlertDetails({ alert }: { readonly alert: AlertData }): VNode {
  const [silences, refresh] = useSilences(alert.silenced)
  const [isSet, setSet] = useState(false)
  const { address, go } = usePage()
  const showGraph = async (): Promise<void> =>
    go({ ...HOME, range: address.range, view: 'query', query: await findRuleQuery(alert.name) })
  const covering = silences.filter(({ alerts }) => alerts.includes(alert.fingerprint))
  const { annotations, labels } = alert
  return (
    <>
      <p>
        <Badge word={alert.severity} /> {alert.message}
      </p>
      {annotations['description'] !== undefined && <p>{annotations['description']}</p>}
      <Facts
        facts={[
          ['Firing since', formatMoment(Date.parse(alert.startsAt))],
          ['Value', alert.value === null ? null : formatNumber(alert.value)],
          ['Threshold', alert.threshold === null ? null : formatNumber(alert.threshold)],
          ['About', alert.source],
          ...Object.entries(annotations)
            .filter(([name]) => !KNOWN.has(name))
            .map(([name, value]) => [name, value] as const),
        ]}
      />
      <p class="actions">
        {alert.runbookUrl !== null && <WebLink url={alert.runbookUrl} text="Runbook" />}
        <button class="as-link" onClick={() => void showGraph()}>
          Graph
        </button>
        {labels['service_name'] !== undefined && (
          <Link to={{ view: 'traces', search: { service: labels['service_name'], status: 'error' } }}>
            Failed traces
          </Link>
        )}
        {annotations['dashboard_url'] !== undefined && (
          <WebLink url={annotations['dashboard_url']} text="Grafana" />
        )}
      </p>
      <h3>Silence</h3>
      {covering.length > 0 ? (
        <SilenceList silences={covering} onDone={refresh} />
      ) : isSet ? (
        <p class="faint">It is silenced.</p>
      ) : (
        <SilenceForm
          alert={alert}
          onDone={() => {
            setSet(true)
            refresh()
          }}
        />
      )}
      <h3>Labels</h3>
      <Facts facts={Object.entries(labels)} />
    </>
  )
}
