import { describe, expect, it } from 'vitest'

import { DETAILS, describeJob } from '../../src/client/job-row.ts'
import type { Fields } from '../../src/client/serialized.ts'
import { SAMPLE_TIME, sampleData } from '../sample-data.ts'

const NOW = SAMPLE_TIME.getTime()
const JOB = JSON.parse(JSON.stringify(sampleData().progress[0])) as Fields
const CALM = { ...JOB, resumedItems: 0, failures: [], priorRuns: [], checkpoint: null }

describe('the message of a job', () => {
  it.each([
    [{}, 'for 2 min 53 s'],
    [{ endedAt: new Date(NOW).toISOString() }, 'took 2 min 53 s'],
    [{ resumedItems: 9204 }, 'resumed at 9,204'],
    [{ state: 'stalled', stalledSeconds: 14.2 }, 'no progress for 14.2 s'],
    [{ state: 'interrupted' }, 'its process is gone, at item 20,418'],
    [{ missed: true }, 'should have started again by now'],
    [
      { late: true, deadline: new Date(NOW + 60_000).toISOString(), estimatedRemainingSecondsP90: 90 },
      'may be 30.0 s late',
    ],
    [
      { late: true, deadline: new Date(NOW - 60_000).toISOString(), estimatedRemainingSecondsP90: null },
      'may be 1 min late',
    ],
    [
      {
        failures: ['A', 'B', 'C'].map((type) => ({ group: type, type, message: 'no', count: 2 })),
      },
      '2 × A: no; 2 × B: no; and 1 more kind of error',
    ],
  ])('of %o is %s', (changes, message) => {
    expect(describeJob({ ...CALM, ...changes }, NOW)['message']).toBe(message)
  })

  it('unfolds its checkpoint and its earlier runs', () => {
    expect(describeJob({ ...JOB, failures: [] }, NOW)[DETAILS]).toBe(
      [
        'for 2 min 53 s',
        'checkpoint screening.json: item 20,418',
        `${new Date(NOW - 500_000).toISOString().slice(0, 19).replace('T', ' ')} interrupted, 9,204 mixtures in 3 min 20 s, 3 failed`,
      ].join('\n'),
    )
    const weak = { ...CALM, checkpoint: { file: 'a.json', durable: false, items: null } }
    expect(describeJob(weak, NOW)).toMatchObject({
      message: 'for 2 min 53 s',
      [DETAILS]: 'checkpoint a.json: nothing yet, would not outlive a power loss',
    })
  })

  it('stands beside its position, and its failures where there are any', () => {
    expect(describeJob({ ...CALM, failedItems: 0 }, NOW)).toMatchObject({
      processedItems: '20,418 of 48,000',
      failedItems: null,
    })
    expect(describeJob({ ...CALM, failedItems: 3, totalItems: null }, NOW)).toMatchObject({
      processedItems: '20,418',
      failedItems: 3,
    })
  })

  it('leaves alone what it does not know', () => {
    const odd = { name: 'x', failures: 7 }
    expect(describeJob(odd, NOW)).toBe(odd)
  })
})
