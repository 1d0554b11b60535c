import { describe, expect, it } from 'vitest'

import { parseWebhook } from '../src/alertmanager/index.ts'
import type { AlertGroup } from '../src/alertmanager/index.ts'

const ALERT = {
  status: 'firing',
  labels: { alertname: 'A', severity: 'page', service_name: 'shop' },
  annotations: { description: 'd', value: 'NaN', threshold: ' ' },
  startsAt: '2026-11-26T10:00:00.123Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: '0123456789abcdef',
}
const PAYLOAD = { version: '4', groupKey: '{}', truncatedAlerts: 0, alerts: [ALERT] }

function refusalOf(payload: unknown): string {
  const parsed = parseWebhook(JSON.stringify(payload))
  return 'reason' in parsed ? `${parsed.reason}: ${parsed.message}` : 'taken'
}

describe('the webhook of Alertmanager', () => {
  it('is read; what a rule leaves out is made of what there is', () => {
    expect(parseWebhook(JSON.stringify(PAYLOAD))).toMatchObject({
      groupKey: '{}',
      truncated: 0,
      alerts: [
        {
          name: 'A',
          severity: 'warning',
          message: 'd',
          source: 'shop',
          value: null,
          threshold: null,
          endsAt: null,
          startsAt: new Date('2026-11-26T10:00:00.123Z'),
        },
      ],
    })
  })

  it.each([
    ['{', 'invalid: The body is no JSON.'],
    ['null', 'version: The version of the webhook is missing: this hub reads "4".'],
    ['[]', 'version: '],
  ])('that is %s is refused: %s', (text, refusal) => {
    const parsed = parseWebhook(text)
    expect('reason' in parsed && `${parsed.reason}: ${parsed.message}`).toContain(refusal)
  })

  it.each([
    [{ version: '5' }, 'version: The version of the webhook is "5"'],
    [{ version: 4 }, 'version: '],
    [{ groupKey: undefined }, 'groupKey must be a text'],
    [{ alerts: undefined }, 'a list of one alert at least'],
    [{ alerts: [] }, 'a list of one alert at least'],
    [{ truncatedAlerts: -1 }, 'truncatedAlerts must be'],
    [{ alerts: [ALERT, null] }, 'alerts[1].status must be'],
    [{ alerts: [{ ...ALERT, status: 'pending' }] }, 'alerts[0].status must be'],
    [{ alerts: [{ ...ALERT, fingerprint: '../x' }] }, 'alerts[0].fingerprint must be 16'],
    [{ alerts: [{ ...ALERT, labels: { alertname: '' } }] }, 'alerts[0].labels.alertname must be'],
    [{ alerts: [{ ...ALERT, labels: { alertname: 'A', x: 1 } }] }, 'alerts[0].labels must be'],
    [{ alerts: [{ ...ALERT, annotations: ['x'] }] }, 'alerts[0].annotations must be'],
    [{ alerts: [{ ...ALERT, startsAt: 'soon' }] }, 'alerts[0].startsAt must be'],
    [{ alerts: [{ ...ALERT, status: 'resolved', endsAt: 5 }] }, 'alerts[0].endsAt must be'],
  ])('with %j is refused: %s', (own, refusal) => {
    expect(refusalOf({ ...PAYLOAD, ...own })).toContain(refusal)
  })

  it('with over a thousand alerts is taken as one that Alertmanager cut', () => {
    const alerts = Array.from({ length: 1500 }, () => ALERT)
    const group = parseWebhook(JSON.stringify({ ...PAYLOAD, truncatedAlerts: 7, alerts })) as AlertGroup
    expect(group.alerts).toHaveLength(1000)
    expect(group.truncated).toBe(507)
  })

  it('with texts that are too long or too many is taken, and they are cut', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`x${index}`, 'y'.repeat(1000)]),
    )
    const labels = { ...ALERT.labels, long: 'z'.repeat(5000), ['n'.repeat(257)]: '' }
    const alerts = [{ ...ALERT, labels, annotations: many }]
    const groupKey = 'x'.repeat(5000)
    const group = parseWebhook(JSON.stringify({ ...PAYLOAD, groupKey, alerts })) as AlertGroup
    expect(group.groupKey).toMatch(/^[0-9a-f]{64}$/)
    const [alert] = group.alerts
    expect(Object.keys(alert?.labels ?? {})).toEqual(['alertname', 'severity', 'service_name', 'long'])
    expect(alert?.labels['long']).toBe(`${'z'.repeat(4095)}…`)
    expect(JSON.stringify(alert?.annotations).length).toBeLessThan(20_000)
    expect(Object.keys(alert?.annotations ?? {})).toHaveLength(17)
  })

  it('may have labels that an object has by itself: they are labels, and nothing else changes', () => {
    const labels = JSON.parse('{"alertname":"A","__proto__":"p","constructor":"c"}') as object
    const group = parseWebhook(JSON.stringify({ ...PAYLOAD, alerts: [{ ...ALERT, labels }] })) as AlertGroup
    const [alert] = group.alerts
    expect(JSON.parse(JSON.stringify(structuredClone(alert?.labels)))).toEqual(labels)
    expect(({} as { p?: string }).p).toBeUndefined()
  })
})
