import { ControlBlock } from '@cryo/protocol'
import { describe, expect, it } from 'vitest'

import { PipelineReporter } from '../../src/report/pipeline-report.ts'

describe('the account of what was recorded', () => {
  it('says when something was lost last', () => {
    const control = new ControlBlock('hub')
    const reporter = new PipelineReporter(control)
    const lastLoss = (): (Date | null)[] => reporter.build().map(({ lastDroppedAt }) => lastDroppedAt)
    reporter.observe(1000)
    expect(lastLoss()).toEqual([null, null, null])
    control.count('metrics', 'spool_full', 3)
    reporter.observe(2000)
    reporter.observe(3000)
    expect(lastLoss()).toEqual([null, new Date(2000), null])
    expect(reporter.build()[1]).toMatchObject({ signal: 'metrics', dropped: { spool_full: 3, hub_lost: 0 } })
    control.count('metrics', 'rejected', 1)
    reporter.observe(4000)
    expect(lastLoss()).toEqual([null, new Date(4000), null])
  })
})
