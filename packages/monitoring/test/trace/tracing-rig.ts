import { RECORD, RingReader } from '@cryo/protocol'

import { createRecording } from '../../src/runtime/recording.ts'
import type { Recording } from '../../src/runtime/recording.ts'
import { createSampler } from '../../src/trace/create-sampler.ts'
import { RecordingTracerProvider } from '../../src/trace/tracer-provider.ts'

/** Tracers that record into memory of their own, without a hub. */
export interface TracingRig {
  readonly provider: RecordingTracerProvider
  readonly recording: Recording
  /** Spans and announcements that wait in the ring; reads past them. */
  countRecords(type: 'span' | 'openSpan'): number
}

export function createTracingRig(): TracingRig {
  const recording = createRecording(0, () => {})
  const provider = new RecordingTracerProvider({
    sampler: createSampler({ root: 'always_on', ratio: 1, parentBased: false }),
    limits: {
      attributeCountLimit: 128,
      attributeValueLengthLimit: Infinity,
      eventCountLimit: 128,
      linkCountLimit: 128,
      attributePerEventCountLimit: 128,
      attributePerLinkCountLimit: 128,
    },
    recorder: recording.spans,
  })
  const reader = new RingReader(recording.control, recording.ring)
  const types = { span: RECORD.span, openSpan: RECORD.openSpan }
  return {
    provider,
    recording,
    countRecords(type) {
      let count = 0
      for (let record = reader.next(); record !== null; record = reader.next()) {
        if (record.ints[record.at + 2] === types[type]) count++
      }
      reader.release(reader.position)
      return count
    },
  }
}
