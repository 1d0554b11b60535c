import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { devNull } from 'node:os'

import { createTempDir } from '@cryo/testing'
import { expect, it } from 'vitest'

import { readRuleFiles } from '../../src/rules/read-rule-files.ts'

it('reads files, and those of folders in order, each once', () => {
  using dir = createTempDir()
  mkdirSync(dir.file('team'))
  for (const name of ['b.yml', 'a.yaml', 'notes.txt']) writeFileSync(dir.file(`team/${name}`), name)
  writeFileSync(dir.file('own.rules'), 'own')
  const { files, problems } = readRuleFiles([dir.file('own.rules'), dir.file('team'), dir.file('team/b.yml')])
  expect(files.map(({ text }) => text)).toEqual(['own', 'a.yaml', 'b.yml'])
  expect(files[1]?.name).toBe(dir.file('team/a.yaml'))
  expect(problems).toEqual([])
})

it('names what is not there, is empty or too large, and reads the rest', () => {
  using dir = createTempDir()
  mkdirSync(dir.file('empty'))
  mkdirSync(dir.file('team/folder.yml'), { recursive: true })
  symlinkSync(devNull, dir.file('device.yml'))
  writeFileSync(dir.file('good.yml'), 'good')
  writeFileSync(dir.file('huge.yml'), '')
  truncateSync(dir.file('huge.yml'), 256 * 1024 + 1)
  const { files, problems } = readRuleFiles(
    ['gone.yml', 'empty', 'huge.yml', 'team', 'device.yml', 'good.yml'].map((name) => dir.file(name)),
  )
  expect(files.map(({ text }) => text)).toEqual(['good'])
  expect(problems).toEqual([
    expect.stringMatching(/^rules: \S+gone\.yml cannot be read: ENOENT/),
    expect.stringMatching(/^rules: \S+empty has no \.yml file$/),
    expect.stringMatching(/^rules: \S+huge\.yml cannot be read: it is larger than 256 KB$/),
    expect.stringMatching(/^rules: \S+folder\.yml cannot be read: it is no file$/),
    expect.stringMatching(/^rules: \S+device\.yml cannot be read: it is no file$/),
  ])
})

it('waits for nothing that may never end, as a pipe or a device', () => {
  using dir = createTempDir()
  mkdirSync(dir.file('rules'))
  writeFileSync(dir.file('rules/good.yml'), 'good')
  symlinkSync('/dev/zero', dir.file('rules/endless.yml'))
  const { files, problems } = readRuleFiles([dir.file('rules'), '/dev/zero'])
  expect(files.map(({ text }) => text)).toEqual(['good'])
  expect(problems).toEqual([
    expect.stringMatching(/^rules: \S+endless\.yml cannot be read: it is no file$/),
    'rules: /dev/zero cannot be read: it is no file',
  ])
})
