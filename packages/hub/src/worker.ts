import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

import { ControlBlock, readSharedClockMs, writeLogLine } from '@cryo/protocol'
import type { Deadline, HubStart, MessageFromHub, MessageToHub } from '@cryo/protocol'

import { isAlertRequest } from './alerts/alert-requests.ts'
import { Hub } from './hub.ts'
import { guardMemory } from './memory-guard.ts'

/** Runs the hub in this worker thread, for the application that started it. */
export function startWorker(): void {
  const start = workerData as HubStart
  const post = (message: MessageFromHub): void => parentPort?.postMessage(message)
  const hub = new Hub(start, post)
  guardMemory(() => process.exit(1))
  parentPort?.on('message', (message: MessageToHub) => receive(hub, start, message, post))
  hub.run().catch((error: unknown) => writeLogLine(`the page is not served: ${describe(error)}`))
}

function receive(
  hub: Hub,
  start: HubStart,
  message: MessageToHub,
  post: (message: MessageFromHub) => void,
): void {
  switch (message.type) {
    case 'configure':
      hub.configure(message.configuration).catch((error: unknown) => writeLogLine(describe(error)))
      return
    case 'end':
      void end(hub, start, message.request, message)
      return
    case 'alertHandlers':
    case 'alertHandled':
      hub.alerts.take(message)
      return
    case 'request':
      answer(hub, message.name, message.argument).then(
        (value) => post({ type: 'answer', id: message.id, value }),
        (error: unknown) => post({ type: 'failure', id: message.id, message: describe(error) }),
      )
      return
    default:
      hub.take(message)
  }
}

async function answer(hub: Hub, name: string, argument: unknown): Promise<unknown> {
  switch (name) {
    case 'data':
      return hub.data()
    case 'health':
      return hub.health()
    case 'flush':
      await hub.flush(leftMs(argument as Deadline))
      return null
    case 'stop':
      await hub.end(leftMs(argument as Deadline))
      await hub.close()
      return null
    default:
      if (isAlertRequest(name)) return hub.alerts.request(name, argument)
      throw new Error(`the hub knows no request "${name}"`)
  }
}

/** The application waits for this with its thread blocked: nothing may keep the answer from it. */
async function end(hub: Hub, { sources }: HubStart, request: number, deadline: Deadline): Promise<void> {
  const control = new ControlBlock('hub', sources[0]?.control)
  // It gave up on this hub before the hub came to it, and has put everything into the spool.
  if (control.ringTaken) return
  control.startFlush(request)
  try {
    await hub.end(leftMs(deadline))
    // What the end made safe is released in callbacks that may still be due.
    await nextTurn()
  } catch {
    // The application finds the ring as it is and writes it to the spool itself.
  }
  control.completeFlush(request)
}

function leftMs({ deadlineMs }: Deadline): number {
  return Math.max(0, (deadlineMs - readSharedClockMs()) | 0)
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
