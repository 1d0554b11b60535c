import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { WriteTrouble } from '../../src/sqlite/write-trouble.ts'

const FAILS = 'the history cannot be written, it waits in memory: full'
const IS_WELL = 'the history is written again'

let said: string[]
let trouble: WriteTrouble
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  said = []
  trouble = new WriteTrouble('the history', (sentence) => said.push(sentence))
})
afterEach(() => {
  vi.useRealTimers()
})

it('a failure is said once, and its end at once', () => {
  for (let time = 0; time < 3; time++) trouble.fail(new Error('full'))
  for (let time = 0; time < 3; time++) trouble.succeed()
  expect(said).toEqual([FAILS, IS_WELL])
  vi.advanceTimersByTime(60_000)
  trouble.fail('full')
  trouble.succeed()
  expect(said).toEqual([FAILS, IS_WELL, FAILS, IS_WELL])
})

it('a disk that fails every other time is told of three times, and again after a quiet minute', () => {
  for (let time = 0; time < 100; time++) {
    trouble.fail(new Error('full'))
    vi.advanceTimersByTime(1000)
    trouble.succeed()
    vi.advanceTimersByTime(1000)
  }
  expect(said).toEqual([FAILS, IS_WELL, FAILS])
  vi.advanceTimersByTime(60_000)
  trouble.succeed()
  expect(said).toEqual([FAILS, IS_WELL, FAILS, IS_WELL])
})
