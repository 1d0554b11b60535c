import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { type Address, HOME } from './address/address.ts'
import type { Go } from './address/use-address.ts'

/** What every part of the page may need. */
export interface PageContext {
  readonly address: Address
  readonly go: Go
  /** The hub's clock, in Unix milliseconds: ages are told by it. */
  readonly nowMs: number
}

const Page = createContext<PageContext>({ address: HOME, go: () => {}, nowMs: 0 })

export const PageProvider: Context<PageContext>['Provider'] = Page.Provider

/** The address, how to go elsewhere, and the time. */
export function usePage(): PageContext {
  return useContext(Page)
}
