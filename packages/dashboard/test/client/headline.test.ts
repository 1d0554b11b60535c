import type { MonitoringData } from '@cryo/protocol'
import { describe, expect, it } from 'vitest'
import { type Headline, headlineOf } from '../../src/client/headline.ts'
import type { PageData } from '../../src/client/serialized.ts'
import { before, emptyData, sampleData } from '../sample-data.ts'

function told(data: MonitoringData): Headline {
  return headlineOf(JSON.parse(JSON.stringify(data)) as PageData)
}

/** The sample without what is wrong in it. */
function wellData(): MonitoringData {
  const data = sampleData()
  const { health, errors } = data
  return {
    ...data,
    alerts: [],
    errors: { ...errors, recent: errors.recent.slice(2) },
    health: { ...health, status: 'healthy', api: health.api.slice(1) },
  }
}

describe('the headline', () => {
  it('says that all is well, and what goes on', () => {
    expect(told(wellData())).toEqual({
      tone: 'ok',
      sentence: 'All is well: 2 services, 34 requests/s, 1 job running at 42 %, no errors in the last minute',
      problems: [],
    })
  })

  it('leaves out what has not happened', () => {
    expect(told(emptyData()).sentence).toBe('All is well: 1 service, no errors in the last minute')
  })

  it('speaks of telemetry that was lost a little while ago, and of silenced alerts not at all', () => {
    const data = wellData()
    const pipeline = data.systemInfo.pipeline.map((one) =>
      one.signal === 'logs' ? { ...one, lastDroppedAt: before(600) } : one,
    )
    const alerts = sampleData().alerts.map((alert) => ({ ...alert, silenced: true }))
    expect(told({ ...data, alerts, systemInfo: { ...data.systemInfo, pipeline } })).toMatchObject({
      tone: 'warning',
      sentence: '24 logs were lost: queue full',
      problems: [{ section: 'system' }],
    })
  })

  it('is the problem itself where there is one', () => {
    const data = { ...wellData(), application: { blocked: true, lagSeconds: 3.2 } }
    expect(told(data)).toMatchObject({
      tone: 'error',
      sentence: "The application's event loop has been blocked for 3.20 s",
      problems: [{ section: 'system' }],
    })
  })

  it('lists several, the worst first', () => {
    const data = sampleData()
    const { health, progress } = data
    const { sentence, tone, problems } = told({
      ...data,
      health: { ...health, database: [{ ...health.database[0]!, status: 'error', message: 'refused' }] },
      progress: [{ ...progress[0]!, state: 'stalled' }],
    })
    expect([sentence, tone]).toEqual(['5 things need attention', 'error'])
    expect(problems.map((problem) => problem.text)).toEqual([
      'Database cryoprotect: refused',
      'Alert DependencySlow: Calls to pubchem.ncbi.nlm.nih.gov take 1.84 s at p95',
      'Endpoint pubchem: p95 1.8 s over the last 5 minutes',
      'Job screen_mixtures is stalled at item 20,418',
      '2 errors in the last minute, the latest: NonConvergenceError',
    ])
  })

  it.each(['failed', 'interrupted'] as const)('names a job that is %s', (state) => {
    const data = wellData()
    expect(told({ ...data, progress: [{ ...data.progress[0]!, state }] })).toMatchObject({ tone: 'error' })
  })

  it.each([
    [{ late: true }, 'Job screen_mixtures may miss its deadline'],
    [{ state: 'completed', missed: true }, 'Job screen_mixtures has not started again in time'],
  ] as const)('warns of a job that is %o', (changes, sentence) => {
    const data = wellData()
    expect(told({ ...data, progress: [{ ...data.progress[0]!, ...changes }] })).toMatchObject({
      tone: 'warning',
      sentence,
    })
  })

  it('names failing requests from 5 % on', () => {
    const data = wellData()
    const failing = (errorRatio: number): Headline =>
      told({
        ...data,
        performance: { ...data.performance, requests: { ...data.performance.requests, errorRatio } },
      })
    expect(failing(0.049).tone).toBe('ok')
    expect(failing(0.05).sentence).toBe('5.0 % of requests fail')
  })

  it('counts the errors of the last minute only', () => {
    const data = wellData()
    const [error] = data.errors.recent
    const at = (seconds: number): Headline =>
      told({ ...data, errors: { ...data.errors, recent: [{ ...error!, at: before(seconds) }] } })
    expect(at(61).tone).toBe('ok')
    expect(at(59).sentence).toBe('1 error in the last minute, the latest: TimeoutError')
  })

  it('does not speak of alerts that are only information or over', () => {
    const data = wellData()
    const [alert] = sampleData().alerts
    expect(told({ ...data, alerts: [{ ...alert!, severity: 'info' }] }).tone).toBe('ok')
    expect(told({ ...data, alerts: [{ ...alert!, status: 'resolved' }] }).tone).toBe('ok')
    expect(told({ ...data, alerts: [{ ...alert!, severity: 'critical' }] }).tone).toBe('error')
  })
})
