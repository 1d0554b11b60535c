import { logLines } from '@cryo/conventions'
import { beforeEach, describe, expect, it } from 'vitest'

import { createTestBoard, FakeTerminal, type TestBoard } from '../fixtures/fake-terminal.ts'
import { startTracker } from '../fixtures/start-tracker.ts'

beforeEach(() => {
  logLines.written = 0
})

/** Ten items a second for some seconds, on the board's clock. */
function start({ board, clock }: TestBoard, name: string, total: number | null) {
  const { progress } = startTracker(name, total, { unit: 'rows' }, clock, board)
  return {
    progress,
    run(seconds: number, failed = 0): void {
      for (let step = 0; step < seconds * 10; step++) {
        clock.advance(100)
        progress.update(1, { failed: step < failed ? 1 : 0 })
      }
    },
  }
}

describe('on a terminal', () => {
  it('a line for each run changes in place, also from inside a loop that never yields', () => {
    const terminal = new FakeTerminal()
    const test = createTestBoard(terminal)
    const import1 = start(test, 'import', 200)
    const other = start(test, 'other', null)
    import1.run(5, 3)
    expect(terminal.screen).toEqual([
      'import  ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  50/200  25.0 %  10.0 rows/s  15 s left  3 failed',
      'other  0 rows',
    ])
    other.run(2)
    expect(terminal.screen[1]).toMatch(/^other {2}20 rows {2}[\d.]+ rows\/s$/)
    expect(terminal.screen.every((line) => line.length < 80)).toBe(true)
  })

  it.each([
    [76, 'import mixtures  ━━╌╌╌╌╌╌  50/200  25.0 %  10.0 rows/s  15 s left  3 failed'],
    [66, 'import mixtures  50/200  25.0 %  10.0 rows/s  15 s left  3 failed'],
    [60, 'import mixtures  50/200  25.0 %  15 s left  3 failed'],
    [44, 'import mixtures  50/200  25.0 %  3 failed'],
    [40, 'import mixtu…  50/200  25.0 %  3 failed'],
    [30, 'import …  50/200  25.0 %  3 …'],
  ])('of %i columns shows failures rather than rate, time left and the whole name', (columns, line) => {
    const terminal = new FakeTerminal()
    terminal.columns = columns
    const { run } = start(createTestBoard(terminal), 'import mixtures', 200)
    run(5, 3)
    expect(terminal.screen).toEqual([line])
  })

  it('shows children below their parent', () => {
    const terminal = new FakeTerminal()
    const test = createTestBoard(terminal)
    const parent = start(test, 'parent', 100)
    const child = parent.progress.child('child', 50)
    for (let step = 0; step < 20; step++) {
      test.clock.advance(100)
      child.update(1)
    }
    expect(terminal.screen).toMatchObject(
      [/^parent {2}.* 20\/100 /, /^ {2}child {2}.* 20\/50 /].map((line) => expect.stringMatching(line)),
    )
    child.complete()
    test.clock.advance(100)
    parent.progress.update(1)
    expect(terminal.screen).toHaveLength(1)
  })

  it('leaves the output of the application intact, above the lines', () => {
    const stderr = new FakeTerminal()
    const stdout = { isTTY: true, write: (text: string) => stderr.write(text) }
    const test = createTestBoard(stderr, [stdout as FakeTerminal])
    const { run, progress } = start(test, 'import', 100)
    run(1)
    stdout.write('first line\n')
    run(1)
    stdout.write('a part')
    run(1)
    expect(stderr.screen).toEqual(['first line', 'a part'])
    stdout.write(' and the rest\n')
    stderr.write('second line\n')
    run(1)
    expect(stderr.screen).toEqual([
      'first line',
      'a part and the rest',
      'second line',
      expect.stringMatching(/^import .* 40\/100 /),
    ])
    progress.complete()
    expect(stderr.screen.at(-1)).toBe('import:  40/100  40.0 %  completed  in 4.0 s  10.0 rows/s')
  })

  it('gives the streams back', () => {
    const stderr = new FakeTerminal()
    const stdout = { isTTY: true, write: () => true }
    const write = stdout.write
    const test = createTestBoard(stderr, [stdout as unknown as FakeTerminal])
    const { run, progress } = start(test, 'import', 10)
    run(1)
    expect(stdout.write).not.toBe(write)
    expect(Object.hasOwn(stderr, 'write')).toBe(true)
    progress.complete()
    expect(stdout.write).toBe(write)
    expect(Object.hasOwn(stderr, 'write')).toBe(false)
  })

  it('draws at most ten times a second', () => {
    const terminal = new FakeTerminal()
    const test = createTestBoard(terminal)
    const { progress } = startTracker('fast', 100_000, {}, test.clock, test.board)
    for (let step = 0; step < 10_000; step++) {
      test.clock.advance(0.2)
      progress.update(1)
    }
    const draws = terminal.written.split('fast').length - 1
    expect(draws).toBeGreaterThan(15)
    expect(draws).toBeLessThanOrEqual(21)
  })

  it('takes its lines away after the terminal has become narrower', () => {
    const terminal = new FakeTerminal()
    const test = createTestBoard(terminal)
    const { run } = start(test, 'import', 200)
    run(1)
    terminal.written = ''
    terminal.columns = 30
    run(0.1)
    // A line of up to 79 columns has become three.
    expect(terminal.written.startsWith('\u001B[3A')).toBe(true)
    expect(terminal.screen.at(-1)?.length).toBeLessThan(30)
  })

  it('has colours unless NO_COLOR is set, and plain characters without UTF-8', () => {
    const terminal = new FakeTerminal()
    start(createTestBoard(terminal, [], { LANG: 'C' }), 'import', 200).run(5, 3)
    expect(terminal.written).toContain('\u001B[31m3 failed\u001B[0m')
    expect(terminal.screen[0]).toContain('####---')
    const plain = new FakeTerminal()
    start(createTestBoard(plain), 'import', 200).run(5, 3)
    expect(plain.written).not.toContain('\u001B[31m')
  })

  it('shows no more lines than there is room for', () => {
    const terminal = new FakeTerminal()
    terminal.rows = 8
    const test = createTestBoard(terminal)
    const runs = Array.from({ length: 12 }, (_, index) => start(test, `run ${index}`, 10))
    runs.at(-1)?.run(1)
    expect(terminal.screen).toHaveLength(6)
    expect(terminal.screen.at(-1)).toBe('and 7 more')
  })

  it('lets no name move the cursor', () => {
    const terminal = new FakeTerminal()
    start(createTestBoard(terminal), 'evil\u001B[2J\nname', 10).run(1)
    expect(terminal.screen).toHaveLength(1)
    expect(terminal.written).not.toContain('\u001B[2J')
  })

  it('is left alone where it can do nothing, and by quiet runs', () => {
    const terminal = new FakeTerminal()
    start(createTestBoard(terminal, [], { TERM: 'dumb' }), 'import', 10).run(1)
    const test = createTestBoard(terminal)
    startTracker('import', 10, { quiet: true }, test.clock, test.board).progress.update(5)
    expect(terminal.written).toBe('')
  })
})

describe('elsewhere', () => {
  it('one plain line tells all runs every 30 seconds, and one how they ended', () => {
    const test = createTestBoard({ write: () => true })
    const first = start(test, 'import', 2000)
    const second = start(test, 'other', null)
    first.run(29)
    expect(test.plain).toEqual([])
    first.run(32)
    expect(test.plain).toEqual([
      'import:  300/2,000  15.0 %  10.0 rows/s  2 min 50 s left; other:  0 rows',
      'import:  600/2,000  30.0 %  10.0 rows/s  2 min 20 s left; other:  0 rows',
    ])
    first.progress.complete()
    second.progress.complete()
    expect(test.plain.slice(2)).toEqual([
      'import:  610/2,000  30.5 %  completed  in 1 min 1 s  10.0 rows/s',
      'other:  0 rows  completed  in 1 min 1 s',
    ])
  })

  it('a short run tells nothing', () => {
    const test = createTestBoard({ write: () => true })
    const { run, progress } = start(test, 'short', 10)
    run(1)
    progress.complete()
    expect(test.plain).toEqual([])
  })

  it('takes its lines from the few that there are for all of ours', () => {
    const test = createTestBoard({ write: () => true })
    logLines.written = 5
    logLines.startedMs = performance.now()
    start(test, 'import', 2000).run(31)
    expect(test.plain).toEqual([])
  })
})
