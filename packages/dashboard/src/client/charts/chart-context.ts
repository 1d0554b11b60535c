import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Mark } from './plot.ts'

/** What all charts of the page have in common. */
export interface Marks {
  readonly marks: readonly Mark[]
}

const MarksContext = createContext<Marks>({ marks: [] })

export const MarksProvider: Context<Marks>['Provider'] = MarksContext.Provider

/** The times that charts mark. */
export function useMarks(): Marks {
  return useContext(MarksContext)
}
