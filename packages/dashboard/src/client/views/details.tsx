import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { AlertDetails } from '../alerts/alert-details.tsx'
import { openAlert } from '../alerts/alert-columns.tsx'
import { type ErrorGroupData, openError } from '../errors/error-columns.tsx'
import { ErrorDetails } from '../errors/error-details.tsx'
import { usePage } from '../page-context.ts'
import { Drawer } from '../parts/drawer.tsx'
import { openJob } from '../runs/run-columns.tsx'
import { RunDetails } from '../runs/run-details.tsx'
import type { PageData } from '../serialized.ts'

/** What the address has open, beside the page. */
export function Details({ data }: { readonly data: PageData }): VNode | null {
  const { address, go } = usePage()
  const { open } = address
  const close = (): void => go({ open: '' }, 'replace')
  const job = data.progress.find((one) => openJob(one) === open)
  const alert = data.alerts.find((one) => openAlert(one) === open)
  const group = useErrorGroup(open, data.errors.groups)
  if (open === '' || group === 'asked') return null
  if (job !== undefined)
    return (
      <Drawer key={open} title={job.name} onClose={close}>
        <RunDetails job={job} />
      </Drawer>
    )
  if (alert !== undefined)
    return (
      <Drawer key={open} title={alert.name} onClose={close}>
        <AlertDetails alert={alert} />
      </Drawer>
    )
  if (group !== null)
    return (
      <Drawer key={open} title={group.type} onClose={close}>
        <ErrorDetails group={group} />
      </Drawer>
    )
  return (
    <Drawer key={open} title="Not here any more" onClose={close}>
      <p>What this link shows is over, or was forgotten.</p>
    </Drawer>
  )
}

/** A group that is open: of those at hand, else asked for. */
function useErrorGroup(open: string, shown: readonly ErrorGroupData[]): ErrorGroupData | null | 'asked' {
  const [others, setOthers] = useState<readonly ErrorGroupData[] | null>(null)
  const found = shown.find((one) => openError(one) === open)
  const isMissing = found === undefined && open.startsWith('error:')
  useEffect(() => {
    if (!isMissing) return
    const leaving = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const response = await fetch('monitoring/api/errors', { signal: leaving.signal })
        const { groups } = (await response.json()) as { readonly groups: readonly ErrorGroupData[] }
        if (!leaving.signal.aborted) setOthers(groups)
      } catch {
        if (!leaving.signal.aborted) setOthers([])
      }
    }
    void ask()
    return () => leaving.abort()
  }, [isMissing, open])
  if (isMissing && others === null) return 'asked'
  return found ?? others?.find((one) => openError(one) === open) ?? null
}
