import { writeFileSync } from 'node:fs'

import { openSeriesHistory } from '@cryo/history'
import type { HubConfiguration } from '@cryo/protocol'
import { createTempDir } from '@cryo/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { OwnedRules } from '../../src/rules/owned-rules.ts'

let said: string[]
const { writeLogLine } = vi.hoisted(() => ({ writeLogLine: vi.fn<(text: string) => boolean>() }))
vi.mock('@cryo/protocol', async (load) => ({ ...(await load<object>()), writeLogLine }))

beforeEach(() => {
  said = []
  writeLogLine.mockReset()
  writeLogLine.mockImplementation((text) => {
    said.push(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

function createRules(text: string, path: string): OwnedRules {
  writeFileSync(path, `groups:\n- name: g\n  rules:\n${text}`)
  const history = openSeriesHistory({ dir: null })
  return new OwnedRules({
    configuration: { rules: [path], alertmanager: { externalLabels: {} } } as unknown as HubConfiguration,
    series: () => history,
    alerts: { takeActive: () => {} },
    intervalMs: 10_000,
  })
}

it('a rule that fails is said once, as soon as there is a line for it', async () => {
  using dir = createTempDir()
  const file = dir.file('own.yml')
  const rules = createRules(
    `  - { alert: A, expr: 'vector(1) + on() group_left() (label_replace(vector(1), "", "", "", ""))' }\n`,
    file,
  )
  writeLogLine.mockReturnValueOnce(false)
  for (let timeMs = 0; timeMs < 50_000; timeMs += 10_000) await rules.evaluate(timeMs)
  expect(said).toEqual([expect.stringMatching(/own\.yml:4: group g, rule A: invalid destination label name/)])
})

it('the first problems of the files are said, and how many more there are', async () => {
  using dir = createTempDir()
  const rules = createRules('  - { alert: A, expr: "(" }\n'.repeat(20), dir.file('own.yml'))
  await rules.evaluate(0)
  expect(said).toHaveLength(4)
  expect(said.at(-1)).toBe('rules: 17 more problems; promtool check rules names all of a file')
})
