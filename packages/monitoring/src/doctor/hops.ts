import { lookAtAlertmanager, lookAtHandler, lookAtRule, lookAtWebhook } from './alert-hops.ts'
import type { Hop } from './hop.ts'
import { lookAtCollector, lookAtHub, lookAtPrometheus, lookAtTempo } from './telemetry-hops.ts'

const HUB = 'application → hub'
const COLLECTOR = 'hub → collector'
const PROMETHEUS = 'collector → Prometheus'
const RULE = 'Prometheus → rule'
const ALERTMANAGER = 'rule → Alertmanager'
const WEBHOOK = 'Alertmanager → webhook'

/** Every hop, in the order of the way: each looks for what the ones before have sent on. */
export const HOPS: readonly Hop[] = [
  { name: HUB, needs: [], waits: 'waiting for its answer', look: lookAtHub },
  { name: COLLECTOR, needs: [HUB], waits: 'waiting for its answer', look: lookAtCollector },
  {
    name: PROMETHEUS,
    needs: [HUB, COLLECTOR],
    waits: 'waiting for the metric, 30 s at most',
    look: lookAtPrometheus,
  },
  {
    name: RULE,
    needs: [PROMETHEUS],
    waits: 'waiting for the rule, 60 s at most: each 10 s it looks at what is 10 s old',
    look: lookAtRule,
  },
  {
    name: ALERTMANAGER,
    needs: [RULE],
    waits: 'waiting for the alert, 30 s at most',
    look: lookAtAlertmanager,
  },
  {
    name: WEBHOOK,
    needs: [ALERTMANAGER],
    waits: 'waiting for the call, 45 s at most: it comes after 5 s, or 30 s after that of an earlier doctor',
    look: lookAtWebhook,
  },
  {
    name: 'webhook → handler',
    needs: [WEBHOOK],
    waits: 'waiting for handlers, which have 10 s each',
    look: lookAtHandler,
  },
  {
    name: 'collector → Tempo',
    needs: [HUB, COLLECTOR],
    waits: 'waiting for the trace, 60 s at most: the collector keeps it for 5 s to have the rest of it',
    look: lookAtTempo,
  },
]
