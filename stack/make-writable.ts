import { accessSync, constants } from 'node:fs'

// From source: programs may be built before the workspace is.
import { makeFolder } from '../packages/conventions/src/make-folder.ts'

/**
 * Makes a folder that is to be written to, unless it is there.
 *
 * @param given - Option or variable by which another folder is named.
 * @throws Error that names both where that cannot be.
 */
export function makeWritable(path: string, given: string): void {
  try {
    makeFolder(path)
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new Error(
      `${path} cannot be written to (${(error as Error).message}): name another with ${given}`,
      {
        cause: error,
      },
    )
  }
}
