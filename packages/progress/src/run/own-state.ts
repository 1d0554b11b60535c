/** States that a process knows of its own runs; that one stalls or was interrupted others have to see. */
export const OWN_STATES = ['running', 'paused', 'completed', 'failed'] as const
export type OwnState = (typeof OWN_STATES)[number]
