import type { EventEmitter } from 'node:events'

import type { AsyncContextManager } from '../context-manager.ts'
import type { Stop } from './instrumentation-runtime.ts'
import { patchMethod } from './patch-method.ts'
import { SERVER_REQUEST } from './server-request.ts'
import type { ServerRequest, WithServerRequest } from './server-request.ts'

/**
 * Emits the events of requests and responses under the context of the request.
 *
 * Node emits `'data'` or `'end'` from the connection's own callbacks, where that context is not active. Where
 * another one is active, as inside a span of the application, it stays; and where nobody listens nothing is
 * entered: the usual event costs a few comparisons. An `'end'` after the end of the span is that of a body which
 * the application left to Node.
 *
 * @param onClose - Called before `'close'` is emitted; must not throw.
 */
export function patchEmit<T extends EventEmitter>(
  contexts: AsyncContextManager,
  prototype: T,
  onClose?: (started: ServerRequest, emitter: T) => void,
): Stop {
  return patchMethod(
    prototype,
    'emit',
    (emit) =>
      function (this: unknown, event: unknown) {
        const emitter = this as T & WithServerRequest
        const started = emitter[SERVER_REQUEST]
        if (started === undefined) return Reflect.apply(emit, emitter, arguments)
        if (event === 'close') onClose?.(started, emitter)
        if (
          contexts.entered() !== started.outer ||
          emitter.listenerCount(event as string) === 0 ||
          (started.ended && event === 'end')
        ) {
          return Reflect.apply(emit, emitter, arguments)
        }
        return contexts.apply(started.context, emit, emitter, arguments)
      },
  )
}
