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
  { name: HUB, needs: [], look: lookAtHub },
  { name: COLLECTOR, needs: [HUB], look: lookAtCollector },
  { name: PROMETHEUS, needs: [HUB, COLLECTOR], look: lookAtPrometheus },
  { name: RULE, needs: [PROMETHEUS], look: lookAtRule },
  { name: ALERTMANAGER, needs: [RULE], look: lookAtAlertmanager },
  { name: WEBHOOK, needs: [ALERTMANAGER], look: lookAtWebhook },
  { name: 'webhook → handler', needs: [WEBHOOK], look: lookAtHandler },
  { name: 'collector → Tempo', needs: [HUB, COLLECTOR], look: lookAtTempo },
]
