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
 * Ends the demo when a package manager is gone that started it: `npx` and `pnpm` start each other through shells, and
 * one that is told to end or is killed does not pass it on to all below.
 */
function endWithPackageManager(): void {
  const chain = findPackageManagers()
  const isWhole = (): boolean =>
    chain.every(
      (pid, index) => chain[index + 1] === undefined || readProcess(pid)?.parent === chain[index + 1],
    )
  const timer = setInterval(() => {
    if (isWhole()) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  timer.unref()
}

/** This process and its ancestors up to the topmost package manager; who started that one may end as it likes. */
function findPackageManagers(): number[] {
  const chain = [process.pid]
  let length = 1
  for (let pid = process.ppid; pid > 1;) {
    const found = readProcess(pid)
    if (found === null) break
    chain.push(pid)
    if (/^(npm|npx|pnpm)\b/.test(found.name)) length = chain.length
    pid = found.parent
  }
  return chain.slice(0, length)
}

/** `null` for a process that is gone, and where there is no /proc: there nothing is watched. */
function readProcess(pid: number): { name: string; parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the name in parentheses, which may hold anything; the fourth is the parent.
    const end = stat.lastIndexOf(')')
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(stat.slice(end + 2).split(' ')[1]) }
  } catch {
    return null
  }
}
