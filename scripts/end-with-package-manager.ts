import { readFileSync } from 'node:fs'

/**
 * Ends this process by SIGTERM when a package manager is gone that started it: `npx` and `pnpm` start each other through
 * shells, and one that is told to end or is killed does not pass it on to all below.
 */
export function endWithPackageManager(): void {
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
