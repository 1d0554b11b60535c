import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import { describe, expect, it } from 'vitest'

import { ControlBlock, HUB_STATE, readSharedClockMs, SOURCE_STATE } from '../src/control-block.ts'

describe('control block', () => {
  it('counts exactly, each signal and reason for itself, for every holder of the memory', () => {
    const control = new ControlBlock('application')
    control.count('traces', 'produced', 3)
    control.count('traces', 'queue_full', 1)
    control.count('metrics', 'produced', 2 ** 40)
    control.count('metrics', 'produced', 1)
    const other = new ControlBlock('hub', control.buffer)
    expect(other.counted('traces', 'produced')).toBe(3)
    expect(other.counted('traces', 'queue_full')).toBe(1)
    expect(other.counted('traces', 'delivered')).toBe(0)
    expect(other.counted('metrics', 'produced')).toBe(2 ** 40 + 1)
    expect(other.counted('logs', 'produced')).toBe(0)
  })

  it('tells how long either side has been silent', () => {
    const control = new ControlBlock('application')
    control.beatHub()
    control.beatLoop()
    expect(control.hubAgeMs).toBeGreaterThanOrEqual(0)
    const since = readSharedClockMs()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    const waited = readSharedClockMs() - since
    expect(control.hubAgeMs).toBeGreaterThanOrEqual(waited)
    expect(control.loopAgeMs).toBeGreaterThanOrEqual(waited)
  })

  it('reads one clock in all threads', async () => {
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads')
       const [s, n] = process.hrtime()
       parentPort.postMessage(((s % 2_000_000) * 1000 + Math.floor(n / 1e6)) | 0)`,
      { eval: true },
    )
    const before = readSharedClockMs()
    const [there] = (await once(worker, 'message')) as [number]
    const after = readSharedClockMs()
    await worker.terminate()
    expect(there - before).toBeGreaterThanOrEqual(0)
    expect(after - there).toBeGreaterThanOrEqual(0)
  })

  it('blocks until the other thread has flushed', async () => {
    const control = new ControlBlock('application')
    const request = control.requestFlush()
    const worker = new Worker(
      `const { workerData } = require('node:worker_threads')
       import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}).then(({ ControlBlock }) => {
         const control = new ControlBlock('hub', workerData.buffer)
         control.hubState = 2
         control.completeFlush(workerData.request)
       })`,
      { eval: true, workerData: { buffer: control.buffer, request } },
    )
    const exited = once(worker, 'exit')
    expect(control.waitForFlush(request, 30_000)).toBe(true)
    expect(control.hubState).toBe(HUB_STATE.running)
    expect(control.waitForFlush(control.requestFlush(), 1)).toBe(false)
    await exited
  })

  it('tells that the hub is at the last flush, and of no later one', () => {
    const control = new ControlBlock('application')
    const hub = new ControlBlock('hub', control.buffer)
    const request = control.requestFlush()
    expect(control.hasStartedFlush(request)).toBe(false)
    hub.startFlush(request)
    expect(control.hasStartedFlush(request)).toBe(true)
    expect(control.hasStartedFlush(control.requestFlush())).toBe(false)
  })

  it('holds the life of a thread: it ends once, and what was read to the end is not ended again', () => {
    const control = new ControlBlock('application')
    const hub = new ControlBlock('hub', control.buffer)
    expect(hub.sourceState).toBe(SOURCE_STATE.recording)
    control.endSource()
    expect(hub.sourceState).toBe(SOURCE_STATE.ended)
    hub.retireSource()
    control.endSource()
    expect(control.sourceState).toBe(SOURCE_STATE.read)
  })
})
