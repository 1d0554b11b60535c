import { describe, expect, it } from 'vitest'

import { parseWebhook } from '../src/alertmanager/index.ts'

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
    [{ groupKey: 'x'.repeat(5000) }, 'groupKey must be a text'],
    [{ alerts: undefined }, 'a list of 1 to 1000 alerts'],
    [{ alerts: [] }, 'a list of 1 to 1000 alerts'],
    [{ alerts: Array.from({ length: 1001 }, () => ALERT) }, 'a list of 1 to 1000 alerts'],
    [{ truncatedAlerts: -1 }, 'truncatedAlerts must be'],
    [{ alerts: [ALERT, null] }, 'alerts[1].status must be'],
    [{ alerts: [{ ...ALERT, status: 'pending' }] }, 'alerts[0].status must be'],
    [{ alerts: [{ ...ALERT, fingerprint: '../x' }] }, 'alerts[0].fingerprint must be 16'],
    [{ alerts: [{ ...ALERT, labels: { alertname: '' } }] }, 'alerts[0].labels.alertname must be'],
    [{ alerts: [{ ...ALERT, labels: { alertname: 'A', x: 1 } }] }, 'alerts[0].labels must be'],
    [{ alerts: [{ ...ALERT, annotations: { x: 'y'.repeat(5000) } }] }, 'alerts[0].annotations must be'],
    [{ alerts: [{ ...ALERT, startsAt: 'soon' }] }, 'alerts[0].startsAt must be'],
    [{ alerts: [{ ...ALERT, status: 'resolved', endsAt: 5 }] }, 'alerts[0].endsAt must be'],
  ])('with %j is refused: %s', (own, refusal) => {
    expect(refusalOf({ ...PAYLOAD, ...own })).toContain(refusal)
  })
})
