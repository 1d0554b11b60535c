import { createAccumulator } from '@cryo/instruments/accumulator'
import type { Accumulator, SeriesSink } from '@cryo/instruments/accumulator'
import { ControlBlock, RING_BYTES, RingWriter, SpanEncoder } from '@cryo/protocol'
import type { SourceAnnouncement, SourceShare } from '@cryo/protocol'

import type { LastBatch } from '../hub-link/last-batches.ts'
import { SpanRecorder } from '../trace/span-recorder.ts'

/** What one thread of the application records into. */
export interface Recording {
  readonly source: number
  readonly control: ControlBlock
  readonly ring: SharedArrayBuffer
  readonly encoder: SpanEncoder
  readonly spans: SpanRecorder
  readonly metrics: Accumulator
  /** `false` from the moment on that the spans are those of another SDK, which exports them itself. */
  forwardsSpans: boolean
}

/**
 * Makes the memory that a thread records into.
 *
 * @param source - Number of the thread.
 * @param announce - Told of each page, instrument and series, so that the hub learns of it.
 * @param onString - Told of each string of the ring's table.
 */
export function createRecording(
  source: number,
  announce: (announcement: SourceAnnouncement) => void,
  onString?: (id: number, text: string) => void,
): Recording {
  const control = new ControlBlock('application')
  const ring = new SharedArrayBuffer(RING_BYTES)
  const encoder = new SpanEncoder(new RingWriter(control, ring), onString)
  control.beatLoop()
  return {
    source,
    control,
    ring,
    encoder,
    spans: new SpanRecorder(control, encoder),
    metrics: createAccumulator({ sink: createAnnouncer(source, announce) }),
    forwardsSpans: true,
  }
}

/** A recording as it is handed to a hub that has just started. */
export function shareRecording({ source, control, ring, encoder, forwardsSpans }: Recording): SourceShare {
  return { source, control: control.buffer, ring, strings: [...encoder.table.strings], forwardsSpans }
}

/** Everything about metrics that was announced so far, for a hub that has just started. */
export function recallAnnouncements({ source, metrics }: Recording): readonly SourceAnnouncement[] {
  const announcements: SourceAnnouncement[] = []
  metrics.replay(createAnnouncer(source, (announcement) => announcements.push(announcement)))
  return announcements
}

/** What the ring holds, for the spool. */
export function toBatch({ control, ring, encoder, forwardsSpans }: Recording): LastBatch {
  return { control, ring, strings: encoder.table.strings, forwardsSpans }
}

/** Whether there is anything to hand over: spans that nobody has made safe, or a series. */
export function hasRecorded(recording: Recording): boolean {
  const { control } = recording
  if (control.ringWritten !== control.ringReleased) return true
  return recallAnnouncements(recording).some(({ type }) => type === 'series')
}

function createAnnouncer(source: number, announce: (announcement: SourceAnnouncement) => void): SeriesSink {
  return {
    page: (index, buffer) => announce({ type: 'page', source, index, buffer }),
    instrument: (descriptor) => announce({ type: 'instrument', source, descriptor }),
    series: (descriptor) => announce({ type: 'series', source, descriptor }),
  }
}
