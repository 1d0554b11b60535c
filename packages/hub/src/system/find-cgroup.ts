import { join } from 'node:path'

import { readSystemFile } from './read-system-file.ts'
import type { SystemRoots } from './system-roots.ts'

/** Levels of groups that are looked at; each may have a limit of its own. */
const MAX_LEVELS = 16

/** Controllers of cgroups whose limits we know. */
export type Controller = 'memory' | 'cpu' | 'cpuacct'

/** The folders of this process's group and of those that it is in, the innermost first. */
export interface CgroupFolders {
  readonly version: 1 | 2
  readonly folders: readonly string[]
}

/**
 * Finds the groups of this process that limit a resource, whatever version the machine has; both may be there, then
 * version 1 has the controller.
 *
 * In a container the path may be the one on the host while only the container's own group is mounted: the innermost
 * folders are then not there, and the last one is the container's.
 */
export async function findCgroup(roots: SystemRoots, controller: Controller): Promise<CgroupFolders | null> {
  const text = await readSystemFile(join(roots.proc, 'self', 'cgroup'))
  if (text === null) return null
  const groups = text.split('\n').map(parseLine)
  const first = groups.find(({ controllers }) => controllers.includes(controller))
  if (first !== undefined) {
    return { version: 1, folders: foldersUp(join(roots.cgroup, controller), first.path) }
  }
  const second = groups.find(({ controllers }) => controllers.length === 1 && controllers[0] === '')
  return second === undefined ? null : { version: 2, folders: foldersUp(roots.cgroup, second.path) }
}

/** A line is `4:cpu,cpuacct:/path`; that of version 2 is `0::/path`. */
function parseLine(line: string): { readonly controllers: readonly string[]; readonly path: string } {
  const [, controllers = '-', ...path] = line.split(':')
  return { controllers: controllers.split(','), path: path.join(':') }
}

function foldersUp(root: string, path: string): readonly string[] {
  // A process outside of its namespace's root has a path that climbs.
  const names = path.split('/').filter((name) => name !== '' && name !== '..')
  const folders: string[] = []
  for (let depth = names.length; depth >= 0; depth--) folders.push(join(root, ...names.slice(0, depth)))
  return folders.slice(-MAX_LEVELS)
}
