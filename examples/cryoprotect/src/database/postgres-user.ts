import { readFileSync } from 'node:fs'

/** The system user that PostgreSQL runs as. */
export interface PostgresUser {
  readonly uid: number
  readonly gid: number
}

/** Users to run as in place of root, best first. Nearly every system has the last one. */
const UNPRIVILEGED = ['postgres', 'nobody']

/**
 * Gives the user that PostgreSQL is to run as: `null` for this process's own, another one when this process is root,
 * whom PostgreSQL refuses. Throws if root finds no other user.
 */
export function choosePostgresUser(): PostgresUser | null {
  if (process.getuid?.() !== 0) return null
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  for (const name of UNPRIVILEGED) {
    const user = users.get(name)
    if (user !== undefined && user.uid !== 0) return user
  }
  throw new Error(
    `PostgreSQL does not run as root, and none of the users ${UNPRIVILEGED.join(', ')} exists: run as another user or set DATABASE_URL`,
  )
}
