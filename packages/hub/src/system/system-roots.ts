/** Where the machine tells of itself. */
export interface SystemRoots {
  /** Default: `/proc`. */
  readonly proc: string
  /** Default: `/sys/fs/cgroup`. */
  readonly cgroup: string
}

/** Those of Linux; elsewhere there are none, and Node is asked. */
export const SYSTEM_ROOTS: SystemRoots = { proc: '/proc', cgroup: '/sys/fs/cgroup' }
