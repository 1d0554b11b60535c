import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { type Address, HOME } from './address/address.ts'
import type { Go } from './address/use-address.ts'

/** Where the page is, and how to go elsewhere. */
export interface PageContext {
  readonly address: Address
  readonly go: Go
}

const Page = createContext<PageContext>({ address: HOME, go: () => {} })
const Now = createContext(0)

export const PageProvider: Context<PageContext>['Provider'] = Page.Provider
/** Gives the hub's clock, in Unix milliseconds; by itself, for it changes each second. */
export const NowProvider: Context<number>['Provider'] = Now.Provider

/** The address, and how to go elsewhere. */
export function usePage(): PageContext {
  return useContext(Page)
}

/** The hub's clock, in Unix milliseconds: ages are told by it. */
export function useNow(): number {
  return useContext(Now)
}
