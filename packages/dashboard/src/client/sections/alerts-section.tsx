import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { ALERT_COLUMNS, openAlert, rankOf } from '../alerts/alert-columns.tsx'
import type { AlertData } from '../alerts/silence-form.tsx'
import { SilenceList } from '../alerts/silence-list.tsx'
import { useSilences } from '../alerts/use-silences.ts'
import { Empty } from '../parts/empty.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'

/** What fires, and what is silenced. */
export function AlertsSection({ alerts }: { readonly alerts: readonly AlertData[] }): VNode {
  const key = alerts.map(({ fingerprint, silenced }) => `${fingerprint}${silenced}`).join()
  const rows = useMemo(() => inOrder(alerts), [alerts])
  const [silences, refresh] = useSilences(key)
  return (
    <Section
      id="alerts"
      title="Alerts"
      hint="What fires by our rules, or as Alertmanager tells"
      count={alerts.length}
    >
      {alerts.length === 0 ? (
        <Empty text="No alert is firing. To be called when one does:" call="addAlertHandler((alert) => …)" />
      ) : (
        <Table
          label="Alerts"
          rows={rows}
          columns={ALERT_COLUMNS}
          keyOf={openAlert}
          rowHeight={56}
          classOf={({ silenced }) => (silenced ? 'muted' : '')}
        />
      )}
      {silences.length > 0 && (
        <>
          <h3>Silences</h3>
          <SilenceList silences={silences} onDone={refresh} />
        </>
      )}
    </Section>
  )
}

/** What nobody has silenced first, the worst first, the newest first. */
function inOrder(alerts: readonly AlertData[]): readonly AlertData[] {
  return alerts.toSorted(
    (left, right) =>
      Number(left.silenced) - Number(right.silenced) ||
      rankOf(left) - rankOf(right) ||
      Date.parse(right.startsAt) - Date.parse(left.startsAt),
  )
}
