import { ATTR_ERROR_GROUP, ATTR_ERROR_TYPE, failureLedger, METRIC_ERRORS } from '@cryo/conventions'
import type { ExceptionDescription } from '@cryo/conventions/redaction'
import { counter } from '@cryo/instruments'

import { recordings } from './errors-state.ts'
import { fingerprint } from './fingerprint.ts'

const errors = counter(METRIC_ERRORS)

/** Finds the group of an error and, where asked, counts it in `cryo.errors`. */
export function groupError(exception: ExceptionDescription, isCounted: boolean): string {
  const group = fingerprint(exception)
  recordings.grouped++
  if (isCounted) errors.add(1, { [ATTR_ERROR_TYPE]: exception.type, [ATTR_ERROR_GROUP]: group })
  return group
}

// From here on failures of operations are errors too: whoever tracks them finds this where both can see it.
failureLedger.group ??= groupError
