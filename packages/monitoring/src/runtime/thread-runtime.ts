import { BroadcastChannel, getEnvironmentData, threadId } from 'node:worker_threads'

import { useAccumulator } from '@cryo/instruments/accumulator'
import { HUB_STATE, THREADS_CHANNEL, writeLogLine } from '@cryo/protocol'
import type { SourceAnnouncement } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'
import { createRecording, recallAnnouncements, shareRecording } from './recording.ts'
import { startTelemetry } from './telemetry.ts'
import { startTick } from './tick.ts'

/** Key of the data by which the main thread tells its workers that there is a hub. */
export const MAIN_THREAD_DATA = 'cryo.monitoring.v1'
/** A thread that ends before the hub has seen it waits at most this long, in milliseconds. */
const SEEN_LIMIT_MS = 2000

/**
 * Monitoring of a worker thread of the application: it records into memory of its own and shows that to the
 * one hub of the process, on a channel that does not pass through the main thread.
 */
export function startThreadRuntime(configuration: Configuration): void {
  if (getEnvironmentData(MAIN_THREAD_DATA) !== true) {
    writeLogLine('worker thread without monitoring: import @cryo/monitoring/register in the main thread too')
    return
  }
  const channel = new BroadcastChannel(THREADS_CHANNEL)
  const announce = (announcement: SourceAnnouncement): void => channel.postMessage(announcement)
  const recording = createRecording(threadId, announce)
  const { control } = recording
  const introduce = (): void => {
    announce({ type: 'source', share: shareRecording(recording) })
    for (const announcement of recallAnnouncements(recording)) announce(announcement)
  }
  // The hub calls when it starts, and when it starts again.
  channel.onmessage = introduce
  channel.unref()
  useAccumulator(recording.metrics)
  const telemetry = startTelemetry(recording, configuration)
  introduce()
  const stopTick = startTick(recording, () => {
    telemetry.sample()
    void recording.metrics.observe()
  })
  process.on('exit', () => {
    stopTick()
    // Once the hub holds the shared memory, all of it will be read; before, it would go with this thread.
    if (control.hubState === HUB_STATE.none) control.waitWhileHubIs(HUB_STATE.none, SEEN_LIMIT_MS)
    control.hubState = HUB_STATE.closed
  })
}
