/**
 * Why a run is paused: `pause()` was called, its loop or scope was left early, its signal aborted, or too many of its
 * items failed.
 */
export type PauseReason = 'requested' | 'left' | 'aborted' | 'stop-loss'
