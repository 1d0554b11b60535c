import { mapValues } from './mappings.ts'
import { SCOPE } from './scope.ts'

/** Results of checks by number: the larger is the worse. */
export const CHECK_STATES = mapValues({
  1: ['ok', 'green'],
  2: ['unknown', 'text'],
  3: ['warning', 'orange'],
  4: ['error', 'red'],
})

const ORDER = ['ok', 'unknown', 'warning', 'error']

/** The result of each check as a number of {@link CHECK_STATES}. @param more - Further matchers. */
export function checkState(more = ''): string {
  const states = ORDER.map(
    (state, index) => `${index + 1} * cryo_health_status{cryo_check_status="${state}",${SCOPE}${more}}`,
  )
  return `max by (service_name,cryo_check_name) (${states.join(' or ')})`
}
