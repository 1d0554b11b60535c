import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Address, parseAddress, writeAddress } from './address.ts'

/** Goes somewhere else: what is not named stays. */
export type Go = (change: Partial<Address>, how?: 'push' | 'replace') => void

/** The address of the page, and how to change it; back and forward of the browser work. */
export function useAddress(): readonly [Address, Go] {
  const [address, setAddress] = useState(() => parseAddress(location.search))
  useEffect(() => {
    const follow = (): void => setAddress(parseAddress(location.search))
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  const go = useCallback<Go>((change, how = 'push') => {
    const next = { ...parseAddress(location.search), ...change }
    // Relative to what stands before the `?`: the page may be below any prefix.
    const url = writeAddress(next) + (how === 'replace' ? location.hash : '')
    if (how === 'push') history.pushState(null, '', url)
    else history.replaceState(null, '', url)
    setAddress(next)
  }, [])
  return [address, go]
}
