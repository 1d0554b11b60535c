import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { build } from './build.ts'

/** `pnpm start`: builds the workspace if something changed since the last time and runs the demo in this process. */
const root = join(import.meta.dirname, '..')
const demo = join(root, 'examples', 'cryoprotect', 'dist')
const stamp = join(demo, '.started')

if (!isBuilt()) {
  if (!build()) process.exit(1)
  writeFileSync(stamp, '')
}
endWithPackageManager()
await import(join(demo, 'main.js'))

function isBuilt(): boolean {
  if (!existsSync(stamp)) return false
  const folders = globSync('{packages,examples}/*/package.json', { cwd: root })
  if (!folders.every((file) => existsSync(join(root, file, '..', 'dist')))) return false
  const builtAt = statSync(stamp).mtimeMs
  const sources = globSync(
    ['{packages,examples}/*/{package,tsconfig}.json', '{packages,examples}/*/src/**'],
    {
      cwd: root,
    },
  )
  return sources.every((file) => statSync(join(root, file)).mtimeMs <= builtAt)
}

/**
 * Ends the demo when the package manager is gone that started it: killed, it passes no signal on. Between it and this
 * process is a shell, which may live on.
 */
function endWithPackageManager(): void {
  const parent = process.ppid
  const grandparent = parentOf(parent)
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOf(parent) === grandparent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  timer.unref()
}

/** `null` where there is no /proc; there only this process's own parent is watched. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses, which may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}
