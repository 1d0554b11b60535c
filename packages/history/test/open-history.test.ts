import { statSync } from 'node:fs'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { openHistory } from '../src/open-history.ts'
import { aGroup, aRun } from './records.ts'

describe('openHistory', () => {
  it('remembers runs and groups over restarts, in a file for this user alone', () => {
    using dir = createTempDir()
    const first = openHistory({ dir: dir.path })
    first.runs.put(aRun())
    first.runs.put(aRun({ runId: 'run-2', startMs: 1_750_000_100_000, endMs: null, state: 'running' }))
    first.errorGroups.put([aGroup(), aGroup({ service: 'api' })])
    expect([first.file, first.notices, first.waiting, first.lost]).toEqual([
      dir.file('history.sqlite'),
      [],
      0,
      0,
    ])
    first.close()
    expect(statSync(dir.file('history.sqlite')).mode & 0o777).toBe(0o600)

    const second = openHistory({ dir: dir.path })
    expect(second.runs.ofJob('screening', '', 'screen mixtures').map(({ runId }) => runId)).toEqual([
      'run-2',
      'run-1',
    ])
    expect(second.runs.ofJob('screening', '', 'screen mixtures', 1)).toHaveLength(1)
    expect(second.runs.open().map(({ runId }) => runId)).toEqual(['run-2'])
    expect(second.runs.newest().map(({ runId }) => runId)).toEqual(['run-2'])
    expect(second.runs.ofJob('screening', '', 'screen mixtures')[1]).toEqual(aRun())
    expect(second.errorGroups.newest()).toHaveLength(2)
    expect(second.errorGroups.find('api', '00000000000000a1')).toEqual(aGroup({ service: 'api' }))
    expect(second.errorGroups.find('api', 'unknown')).toBeNull()
    second.close()
  })
})
