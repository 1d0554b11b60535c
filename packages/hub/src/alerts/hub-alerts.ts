import { setTimeout as delay } from 'node:timers/promises'

import { readAlert } from '@cryo/alerts'
import {
  ATTR_OUTCOME,
  ATTR_WEBHOOK_RESULT,
  METRIC_ALERT_NOTIFICATIONS,
  METRIC_ALERT_WEBHOOKS,
  OUTCOMES,
  WEBHOOK_RESULTS,
} from '@cryo/conventions'
import type { History } from '@cryo/history'
import type {
  Alert,
  AlertSummary,
  HubConfiguration,
  HubNews,
  MessageToHub,
  Silence,
  SilenceRequest,
} from '@cryo/protocol'

import type { OwnMetrics } from '../own-metrics.ts'
import { type AttachmentHello, MAX_LINE } from '../ownership/attachment-client.ts'
import { AbsentAlerts } from './absent-alerts.ts'
import { AlertBook, type KnownAlert, toAlertRecord } from './alert-book.ts'
import { AlertNotifier } from './alert-notifier.ts'
import { type AlertReceiver, AlertReceivers } from './alert-receivers.ts'
import {
  type AlertAnswers,
  type AlertRequestName,
  answerAlertRequest,
  isAlertRequest,
  reviveAnswer,
} from './alert-requests.ts'
import { AlertWebhook, type WebhookAnswer } from './alert-webhook.ts'
import { AlertmanagerLink } from './alertmanager-link.ts'
import { type ActiveAlert, type EvaluatedNames, RuleAlerts } from './rule-alerts.ts'
import { OwnerRequests } from './owner-requests.ts'
import { Silences } from './silences.ts'

/** This process among those that can be told. */
const OWN = 'own'
/** A hub that has just started finds the owner of its folder, or becomes it. */
const PLACE_LIMIT_MS = 5000
/** Who sets or ends a silence waits so long for Alertmanager to know: it is on disk, and told later. */
const TELL_LIMIT_MS = 3000

/** What {@link HubAlerts} needs of its hub. */
export interface HubAlertsOptions {
  readonly hello: AttachmentHello
  readonly configuration: HubConfiguration
  /** Tells the application of this process. */
  readonly tell: (news: HubNews) => void
  /** Sends the owner a message, where this process is attached to one; `false` where it is not. */
  readonly tellOwner: (message: object) => boolean
  /** Sends an attached process a message. */
  readonly tellAttached: (hubId: string, message: object) => void
}

type FromApplication = Extract<MessageToHub, { type: 'alertHandlers' | 'alertHandled' }>

/** All that a hub knows of alerts: it takes them as the owner of the page, and passes on what they mean as any other. */
export class HubAlerts implements AlertAnswers {
  readonly #options: HubAlertsOptions
  readonly #book: AlertBook
  readonly #receivers = new AlertReceivers()
  readonly #notifier: AlertNotifier
  readonly #silences: Silences
  readonly #alertmanager: AlertmanagerLink
  readonly #webhook: AlertWebhook
  readonly #owner: OwnerRequests
  readonly #rules: RuleAlerts
  #history: History | null = null
  #isAttached = false
  #repeatSeconds: number | null = null
  #externalLabels: Readonly<Record<string, string>> = {}
  /** Resolves once it is known who is the owner. */
  readonly #isPlaced = Promise.withResolvers<void>()

  constructor(options: HubAlertsOptions) {
    const { hello, configuration, tell, tellOwner } = options
    this.#options = options
    this.#book = new AlertBook(configuration.history.maxAlerts)
    this.#silences = new Silences(String(hello.resource['service.name'] ?? ''))
    const absent = new AbsentAlerts(this.#book)
    this.#alertmanager = new AlertmanagerLink(this.#silences, (alerts) => this.#resolve(absent.find(alerts)))
    this.#notifier = new AlertNotifier({
      book: this.#book,
      receivers: this.#receivers,
      repeatSeconds: () => this.#repeatSeconds,
      isSilenced: (labels) => this.#silences.isSilenced(labels, Date.now()),
      onTold: (alerts) => this.#history?.alerts.put(alerts.map(toAlertRecord)),
    })
    this.#webhook = new AlertWebhook({
      book: this.#book,
      alertmanager: this.#alertmanager,
      onChange: (alerts) => this.#remember(alerts),
    })
    this.#rules = new RuleAlerts({
      book: this.#book,
      alertmanager: this.#alertmanager,
      silences: this.#silences,
      externalLabels: () => this.#externalLabels,
      onChange: (alerts) => this.#remember(alerts),
    })
    this.#owner = new OwnerRequests(tellOwner)
    this.#receivers.add(
      OWN,
      toReceiver(hello, (id, alert) => tell({ type: 'alert', id, sentMs: Date.now(), alert })),
    )
    this.configure(configuration)
  }

  configure({ alertmanager, repeatSeconds }: HubConfiguration): void {
    this.#repeatSeconds = repeatSeconds
    this.#externalLabels = alertmanager.externalLabels
    this.#alertmanager.use(alertmanager.url)
  }

  /** Takes what our own rules say after an evaluation. */
  takeActive(active: readonly ActiveAlert[], names: EvaluatedNames): void {
    if (this.#history !== null) this.#rules.take(active, names)
  }

  /** Counts what came and what became of it. */
  addTo(metrics: OwnMetrics): void {
    metrics.addCounter(METRIC_ALERT_NOTIFICATIONS, (result) => {
      for (const outcome of OUTCOMES)
        result.observe(this.#notifier.counts[outcome], { [ATTR_OUTCOME]: outcome })
    })
    metrics.addCounter(METRIC_ALERT_WEBHOOKS, (result) => {
      for (const one of WEBHOOK_RESULTS)
        result.observe(this.#webhook.counts[one], { [ATTR_WEBHOOK_RESULT]: one })
    })
  }

  /** Remembers there from now on, and knows what is there. */
  useHistory(history: History | null): void {
    this.#history = history
    if (history !== null) this.#book.recall(history)
    this.#silences.useHistory(history)
  }

  /** Whether this process is attached to an owner from now on, which is told what it has. */
  attach(isAttached: boolean): void {
    if (this.#isAttached) this.#owner.fail()
    this.#isAttached = isAttached
    this.#isPlaced.resolve()
  }

  /** Takes what the application says. */
  take(message: FromApplication): void {
    if (message.type === 'alertHandled') {
      this.#receivers.answer(OWN, message.id, message.outcome)
      this.#options.tellOwner(message)
      return
    }
    this.#options.hello.handlers = message.count
    this.#receivers.setHandlers(OWN, message.count)
    this.#options.tellOwner(message)
  }

  /** Takes what the owner says while this process is attached. */
  takeFromOwner(message: unknown): void {
    const { type, id, sentMs, alert: given, ...rest } = toFields(message)
    if (type !== 'alert') {
      this.#owner.take({ type, id, ...rest })
      return
    }
    const alert = readAlert(given)
    if (alert !== null) this.#options.tell({ type: 'alert', id: String(id), sentMs: toCount(sentMs), alert })
  }

  /** A process has attached. */
  meet(hello: AttachmentHello): void {
    const { hubId } = hello
    const send = (id: string, alert: object): void =>
      this.#options.tellAttached(hubId, { type: 'alert', id, sentMs: Date.now(), alert })
    this.#receivers.add(hubId, toReceiver(hello, send))
  }

  /** Takes what an attached process says. */
  takeFromAttached(hello: AttachmentHello, message: unknown): void {
    const { hubId } = hello
    const { type, id, count, outcome, name, argument } = toFields(message)
    if (type === 'alertHandlers') this.#receivers.setHandlers(hubId, toCount(count))
    if (type === 'alertHandled') {
      const { called, failed } = toFields(outcome)
      this.#receivers.answer(hubId, String(id), { called: toCount(called), failed: toCount(failed) })
    }
    if (type === 'request' && isAlertRequest(name))
      void this.#answerAttached(hubId, String(id), name, argument)
  }

  /** An attached process has gone. */
  forget({ hubId }: AttachmentHello): void {
    this.#receivers.remove(hubId)
  }

  /** Answers the application of this process. @throws Error where that could not be done. */
  async request(name: AlertRequestName, argument: unknown): Promise<unknown> {
    await Promise.race([this.#isPlaced.promise, delay(PLACE_LIMIT_MS, undefined, { ref: false })])
    if (!this.#isAttached) return answerAlertRequest(this, name, argument)
    return reviveAnswer(name, await this.#owner.ask(name, argument as never))
  }

  /** Takes the body of one webhook of Alertmanager's. */
  async takeWebhook(body: string): Promise<WebhookAnswer> {
    // What is told before there is a place to keep it would be forgotten: Alertmanager sends it again.
    if (this.#history === null) return { status: 503, message: 'The hub is about to start.' }
    return this.#webhook.take(body)
  }

  /** Counts a webhook that was refused before anybody read it. */
  refuseWebhook(reason: 'forged' | 'too_large'): void {
    this.#webhook.counts[reason]++
  }

  /** Lets handlers know what is due; to be called about once a second. */
  work(): void {
    if (this.#isAttached) return
    if (this.#history !== null) this.#rules.work()
    this.#notifier.work()
  }

  /** Asks Alertmanager; to be called every few seconds. */
  sync(): void {
    if (!this.#isAttached && this.#history !== null) void this.#alertmanager.sync()
  }

  firing(): readonly AlertSummary[] {
    return this.#alertmanager.alerts ?? this.#own()
  }

  /** Silences that go on, with the alerts that fire under them. */
  silenced(): (Silence & { readonly alerts: readonly string[] })[] {
    return this.#silences.inForce(this.firing(), Date.now())
  }

  async silence(request: SilenceRequest): Promise<string> {
    const { id } = this.#silences.set(request)
    await this.#tellAlertmanager()
    const refusal = this.#silences.refusalOf(id)
    if (refusal !== null) throw new Error(refusal)
    return id
  }

  async unsilence(idOrName: string): Promise<number> {
    const count = this.#silences.end(idOrName)
    await this.#tellAlertmanager()
    return count
  }

  async #tellAlertmanager(): Promise<void> {
    await Promise.race([this.#alertmanager.sync(), delay(TELL_LIMIT_MS, undefined, { ref: false })])
  }

  /** What fires by our rules, and by what Alertmanager told. */
  #own(): readonly AlertSummary[] {
    const firing = this.#rules.firing()
    const own = new Set(firing.map(({ fingerprint }) => fingerprint))
    const nowMs = Date.now()
    const told = this.#book
      .firing()
      .filter(({ fingerprint }) => !own.has(fingerprint))
      .map((alert) => (this.#silences.isSilenced(alert.labels, nowMs) ? { ...alert, silenced: true } : alert))
    return [...firing, ...told]
  }

  /** Ends alerts whose end nobody told. */
  #resolve(lost: readonly KnownAlert[]): void {
    const endsAt = new Date()
    const alerts = lost.map((known): AlertSummary => {
      const alert: AlertSummary = { ...known.alert, status: 'resolved', endsAt }
      this.#book.put(alert, known, endsAt.getTime())
      return alert
    })
    if (alerts.length > 0) this.#remember(alerts)
  }

  #remember(alerts: readonly AlertSummary[]): void {
    const taken = new Set(alerts.map(({ fingerprint }) => fingerprint))
    const known = [...this.#book.all].filter(({ alert }) => taken.has(alert.fingerprint))
    this.#history?.alerts.put(known.map(toAlertRecord))
    if (!this.#isAttached) this.#notifier.work()
  }

  async #answerAttached(hubId: string, id: string, name: AlertRequestName, argument: unknown): Promise<void> {
    const answer = await answerAlertRequest(this, name, argument).then(
      (value) => ({ type: 'answer', id, value }),
      (error: unknown) => ({
        type: 'failure',
        id,
        message: error instanceof Error ? error.message : String(error),
      }),
    )
    const isTooLong = JSON.stringify(answer).length > MAX_LINE
    this.#options.tellAttached(
      hubId,
      isTooLong
        ? { type: 'failure', id, message: 'the answer is too long: ask where the page is served' }
        : answer,
    )
  }
}

function toReceiver(
  { resource, startedMs, handlers }: AttachmentHello,
  send: (id: string, alert: Alert) => void,
): AlertReceiver {
  return {
    service: String(resource['service.name'] ?? ''),
    namespace: String(resource['service.namespace'] ?? ''),
    startedMs,
    send,
    handlers,
  }
}

function toFields(message: unknown): Readonly<Record<string, unknown>> {
  return typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {}
}

function toCount(given: unknown): number {
  return typeof given === 'number' ? given : 0
}
