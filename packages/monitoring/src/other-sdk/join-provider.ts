import { trace } from '@opentelemetry/api'

import { createSpanProcessor } from './span-processor.ts'
import type { SdkSpanProcessor, SpanProcessorOptions } from './span-processor.ts'

/**
 * Adds our processor to the provider that is registered and not ours.
 *
 * @returns Whether there was a way to: version 1 has a method, versions 2 and 3 keep a list.
 */
export function joinProvider(options: SpanProcessorOptions): boolean {
  const provider = unwrap(trace.getTracerProvider()) as {
    addSpanProcessor?: (processor: SdkSpanProcessor) => void
    _activeSpanProcessor?: { _spanProcessors?: SdkSpanProcessor[] }
    _spanProcessor?: { _spanProcessors?: SdkSpanProcessor[] }
  }
  const processor = createSpanProcessor(options)
  try {
    if (typeof provider.addSpanProcessor === 'function') {
      provider.addSpanProcessor(processor)
      return true
    }
    const list = (provider._activeSpanProcessor ?? provider._spanProcessor)?._spanProcessors
    if (!Array.isArray(list)) return false
    list.push(processor)
    return true
  } catch {
    return false
  }
}

/** The provider behind the API's proxy, which may be of another copy of the API than ours. */
function unwrap(provider: object): unknown {
  return 'getDelegate' in provider && typeof provider.getDelegate === 'function'
    ? provider.getDelegate()
    : provider
}
