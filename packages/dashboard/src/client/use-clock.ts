import { useEffect, useState } from 'preact/hooks'

/** The time on the clock of `performance.now()`, each second. */
export function useClock(): number {
  const [nowMs, setNow] = useState(() => performance.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
