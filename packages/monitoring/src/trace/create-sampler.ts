import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { Sampler } from '@opentelemetry/sdk-trace'

import type { SamplerSettings } from '../configuration/otel/otel-settings.ts'

/** Makes the sampler that `OTEL_TRACES_SAMPLER` names. */
export function createSampler({ root, ratio, parentBased }: SamplerSettings): Sampler {
  const sampler = createRootSampler(root, ratio)
  return parentBased ? new ParentBasedSampler({ root: sampler }) : sampler
}

function createRootSampler(root: SamplerSettings['root'], ratio: number): Sampler {
  switch (root) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio)
  }
}
