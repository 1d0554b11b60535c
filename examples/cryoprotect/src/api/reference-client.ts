import { recordError, trackApiOperation } from '@cryo/monitoring'

import { CRYOPROTECTANTS } from '../data/cryoprotectants.ts'

/** What is known of a substance, and who says so. */
export interface Reference {
  readonly casNumber: string
  /** In g/mol. */
  readonly molarMass: number
  /** `service` for the outside service, `list` if it could not be asked. */
  readonly origin: 'service' | 'list'
}

/** Gives the reference of a CAS number, or `null` if there is none. Never rejects. */
export type FindReference = (casNumber: string) => Promise<Reference | null>

const TIMEOUT_MS = 800

/** Asks the service at this URL; a failure is recorded and answered from the curated list. */
export function createReferenceClient(serviceUrl: string): FindReference {
  const fetchReference = trackApiOperation('get_reference')(async function fetchReference(
    casNumber: string,
  ): Promise<Reference | null> {
    const response = await fetch(new URL(`/substances/${casNumber}`, serviceUrl), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.status === 404) return null
    if (!response.ok) throw new Error(`The reference service answered ${response.status}`)
    const { molarMass } = (await response.json()) as { molarMass: number }
    return { casNumber, molarMass, origin: 'service' }
  })

  return async (casNumber) => {
    try {
      return await fetchReference(casNumber)
    } catch (error) {
      recordError(error, { service: 'reference', casNumber, fallback: 'list' })
      return referenceFromList(casNumber)
    }
  }
}

function referenceFromList(casNumber: string): Reference | null {
  const entry = CRYOPROTECTANTS.find((candidate) => candidate.casNumber === casNumber)
  return entry === undefined ? null : { casNumber, molarMass: entry.molarMass, origin: 'list' }
}
