import { trackOperation } from '@cryo/monitoring'
import { Router } from 'express'

import { computeDescriptors, type Descriptors } from '../chemistry/descriptors.ts'
import type { Database } from '../database/database.ts'
import { findMolecule, listMolecules, type MoleculeRecord } from '../database/molecules.ts'
import { HttpError } from './http-error.ts'
import type { FindReference } from './reference-client.ts'

const describeMolecule: (smiles: string) => Descriptors =
  trackOperation('compute_descriptors')(computeDescriptors)

/** Routes of the curated list: the molecules, their descriptors and what the outside service knows of them. */
export function moleculeRoutes(database: Database, findReference: FindReference): Router {
  const routes = Router()

  routes.get('/', async (_request, response) => {
    response.json(await listMolecules(database))
  })

  routes.get('/:id', async (request, response) => {
    response.json(await requireMolecule(database, request.params.id))
  })

  routes.get('/:id/descriptors', async (request, response) => {
    const { smiles } = await requireMolecule(database, request.params.id)
    response.json(describeMolecule(smiles))
  })

  routes.get('/:id/reference', async (request, response) => {
    const { casNumber } = await requireMolecule(database, request.params.id)
    const reference = await findReference(casNumber)
    if (reference === null) throw new HttpError(404, `The reference service does not know ${casNumber}`)
    response.json(reference)
  })

  return routes
}

async function requireMolecule(database: Database, id: string): Promise<MoleculeRecord> {
  const molecule = await findMolecule(database, id)
  if (molecule === undefined) throw new HttpError(404, `No molecule has the id ${id}`)
  return molecule
}
