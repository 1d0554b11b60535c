import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { MIGRATIONS } from '../src/migrations/index.ts'
import { SCHEMA_VERSION } from '../src/migrations/migrate.ts'
import { openHistory } from '../src/open-history.ts'
import { seal } from '../src/sqlite/sealed-record.ts'
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

  it('keeps everything in memory where there is no folder', () => {
    const history = openHistory({ dir: null })
    history.runs.put(aRun())
    history.errorGroups.put([aGroup()])
    expect([history.file, history.notices, history.runs.newest()]).toEqual([null, [], [aRun()]])
    expect(history.errorGroups.newest()).toEqual([aGroup()])
    history.close()
  })

  it('bounds what it keeps in memory, the oldest goes first', () => {
    const history = openHistory({ dir: null, maxErrors: 100_000 })
    const context = { note: 'x'.repeat(8000) }
    for (let index = 0; index < 3000; index++) {
      history.errorGroups.put([aGroup({ id: `group-${index}`, lastSeenMs: index, context })])
    }
    const kept = history.errorGroups.newest(100_000)
    expect([kept.length > 500, kept.length < 1000, kept[0]?.id]).toEqual([true, true, 'group-2999'])
    expect([history.waiting, history.lost]).toEqual([0, 0])
    history.close()
  })

  it('leaves a file alone that another process has', () => {
    using dir = createTempDir()
    const first = openHistory({ dir: dir.path })
    const second = openHistory({ dir: dir.path })
    expect([second.file, second.notices]).toEqual([
      null,
      [`the history ${dir.file('history.sqlite')} is kept in memory only: another process has it`],
    ])
    second.runs.put(aRun())
    expect([first.runs.newest(), second.runs.newest()]).toEqual([[], [aRun()]])
    first.close()
    second.close()
  })

  it('leaves a file alone that is newer, or of something else', () => {
    using dir = createTempDir()
    openHistory({ dir: dir.path }).close()
    const database = new DatabaseSync(dir.file('history.sqlite'))
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    database.close()
    expect(openHistory({ dir: dir.path }).notices).toEqual([
      expect.stringContaining(
        `it is of a newer version (schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION})`,
      ),
    ])
    using other = createTempDir()
    const strange = new DatabaseSync(other.file('history.sqlite'))
    strange.exec('CREATE TABLE recipes (name TEXT)')
    strange.close()
    const history = openHistory({ dir: other.path })
    expect([history.file, history.notices[0]]).toEqual([
      null,
      expect.stringContaining('it is a database of something else'),
    ])
    history.close()
    expect(readdirSync(other.path)).toEqual(['history.sqlite'])
  })

  it('says so where the file cannot be had', () => {
    using dir = createTempDir()
    mkdirSync(dir.file('history.sqlite'))
    writeFileSync(dir.file('file'), '')
    for (const path of [dir.path, dir.file('missing'), dir.file('file')]) {
      const history = openHistory({ dir: path })
      history.runs.put(aRun())
      expect([history.file, history.notices.length, history.runs.newest()]).toEqual([null, 1, [aRun()]])
      history.close()
    }
  })

  it('keeps runs of two processes apart that say they have the same id', () => {
    using dir = createTempDir()
    const history = openHistory({ dir: dir.path })
    history.runs.put(aRun({ state: 'running', endMs: null }))
    history.runs.put(aRun({ instanceId: 'instance-2', job: 'another', state: 'failed' }))
    history.runs.put(aRun())
    expect(
      history.runs
        .newest()
        .map(({ job, state }) => `${job} ${state}`)
        .toSorted(),
    ).toEqual(['another failed', 'screen mixtures completed'])
    history.close()
  })

  it('keeps runs of two services apart whose processes say nothing of themselves', () => {
    using dir = createTempDir()
    const history = openHistory({ dir: dir.path })
    history.runs.put(aRun({ instanceId: '' }), aRun({ instanceId: '', service: 'lab' }))
    expect(history.runs.newest()).toHaveLength(2)
    history.close()
  })

  it('keeps a quarter of its runs for processes that are attached, and reads those first', () => {
    using dir = createTempDir()
    const history = openHistory({ dir: dir.path, maxRuns: 8 })
    const startMs = Date.now()
    for (let run = 0; run < 4; run++)
      history.runs.put(aRun({ runId: `ours ${run}`, job: `ours ${run}`, lastUpdateMs: startMs }))
    for (let run = 0; run < 100; run++) {
      const times = { startMs, endMs: startMs, lastUpdateMs: startMs + 1000 + run }
      history.runs.put(aRun({ runId: `s ${run}`, job: `s ${run}`, isForeign: true, ...times }))
    }
    while (history.expire(startMs)) continue
    const kept = history.runs.newest().map(({ job }) => job)
    expect(kept).toHaveLength(8)
    expect(kept.slice(0, 2).every((job) => job.startsWith('ours'))).toBe(true)
    expect(kept.slice(2)).toEqual(['s 99', 's 98', 's 97', 's 96', 's 95', 's 94'])
    history.close()
  })

  it('brings a file of every earlier version to its own, with what is in it', () => {
    for (let version = 0; version < SCHEMA_VERSION; version++) {
      using dir = createTempDir()
      const database = new DatabaseSync(dir.file('history.sqlite'))
      database.exec('PRAGMA application_id = 0x6372796f')
      for (const step of MIGRATIONS.slice(0, version)) database.exec(step)
      database.exec(`PRAGMA user_version = ${version}`)
      if (version >= 1) {
        // As that version wrote it.
        const { record, crc } = seal(aRun())
        database
          .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
          .run(
            version >= 5 ? '\nscreening\ninstance-1\nrun-1' : version >= 4 ? 'instance-1\nrun-1' : 'run-1',
            'screening',
            '',
            'screen mixtures',
            1_750_000_000_000,
            1_750_000_060_000,
            0,
            record,
            crc,
          )
      }
      database.close()
      const history = openHistory({ dir: dir.path })
      history.errorGroups.put([aGroup()])
      expect([history.notices, history.runs.newest()]).toEqual([[], version >= 1 ? [aRun()] : []])
      history.runs.put(aRun())
      const { service, namespace, job } = aRun()
      expect(history.runs.ofJob(service, namespace, job)).toEqual([aRun()])
      history.close()
      const again = openHistory({ dir: dir.path })
      expect(again.errorGroups.newest()).toEqual([aGroup()])
      again.close()
    }
  })

  it('takes whatever a record holds, and gives up what it cannot write', () => {
    using dir = createTempDir()
    const history = openHistory({ dir: dir.path })
    const odd = aRun({ job: 'a/../\0 \ud800 "\' '.repeat(1000), startMs: Number.NaN, runId: 'odd' })
    history.runs.put(odd)
    history.runs.put(aRun({ runId: 7 as unknown as string, job: { a: 1 } as unknown as string }))
    history.runs.put(aRun({ runId: 'later' }))
    expect(history.runs.ofJob('screening', '', odd.job)).toMatchObject([{ runId: 'odd', job: odd.job }])
    expect(history.runs.ofJob('screening', '', 'screen mixtures')).toMatchObject([{ runId: 'later' }])
    expect([history.waiting, history.lost]).toEqual([0, 1])
    history.close()
    history.runs.put(aRun())
    expect([history.runs.newest(), history.expire(0)]).toEqual([[], false])
    history.close()
  })
})
