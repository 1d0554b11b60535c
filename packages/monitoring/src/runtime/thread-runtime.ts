import { BroadcastChannel, getEnvironmentData, threadId } from 'node:worker_threads'

import { watchAlertHandlers } from '@cryo/alerts'
import { watchProcessEnd } from '@cryo/conventions'
import { configureRedaction } from '@cryo/errors'
import { useAccumulator } from '@cryo/instruments/accumulator'
import { THREADS_CHANNEL, writeLogLine } from '@cryo/protocol'
import type { HubCall, SourceAnnouncement } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'
import { watchWorkers } from '../hub-link/watch-workers.ts'
import { applyHealthSettings } from './health-settings.ts'
import { createRecording, recallAnnouncements, shareRecording } from './recording.ts'
import { startTelemetry } from './telemetry.ts'
import { startTick } from './tick.ts'

/** Key of the data by which the main thread tells its workers that there is a hub. */
export const MAIN_THREAD_DATA = 'cryo.monitoring.v1'

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
  const recording = createRecording(threadId, announce, (id, text) =>
    announce({ type: 'string', source: threadId, id, text }),
  )
  const introduce = (): void => {
    announce({ type: 'source', share: shareRecording(recording) })
    for (const announcement of recallAnnouncements(recording)) announce(announcement)
  }
  // The hub calls when it starts, and when it starts again; the other threads speak on this channel too.
  channel.onmessage = (event: unknown) => {
    if ((event as { readonly data: SourceAnnouncement | HubCall }).data.type === 'call') introduce()
  }
  channel.unref()
  configureRedaction(configuration.redact)
  applyHealthSettings(configuration)
  useAccumulator(recording.metrics)
  const telemetry = startTelemetry(recording, configuration)
  introduce()
  const stopTick = startTick(recording, () => {
    telemetry.sample()
    void recording.metrics.observe()
  })
  watchAlertHandlers((count) => {
    if (count === 1)
      writeLogLine('an alert handler in a worker thread is never called: add it in the main thread')
  })
  watchWorkers({ onGone: (source) => announce({ type: 'gone', source }) })
  const end = (): void => {
    stopTick()
    void recording.metrics.observe()
    // The main thread holds the shared memory, so nothing has to be waited for.
    recording.control.endSource()
  }
  watchProcessEnd('deliver', { end, flush: () => {} })
}
