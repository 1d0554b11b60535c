/** What a process of the demo tells its parent once it does its work. */
export interface ReadyMessage {
  readonly kind: 'ready'
  /** Where it can be reached; empty for a process that listens nowhere. */
  readonly url: string
}

/** Tells the parent that this process is ready; without a parent that listens, prints the URL. */
export function reportReady(url: string): void {
  const message: ReadyMessage = { kind: 'ready', url }
  if (process.send) process.send(message)
  else console.log(url)
}

/** Tells a message of `reportReady` from any other. */
export function isReadyMessage(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready'
}
