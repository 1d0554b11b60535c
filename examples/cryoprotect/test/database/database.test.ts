import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { predictMixture } from '../../src/chemistry/predict-mixture.ts'
import { CRYOPROTECTANTS } from '../../src/data/cryoprotectants.ts'
import { countRecords } from '../../src/database/count-records.ts'
import { createDatabase, type Database } from '../../src/database/database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { saveExperiment } from '../../src/database/experiments.ts'
import { findMixture, listBestMixtures, listMixtures } from '../../src/database/mixtures.ts'
import { findMolecule, listMolecules } from '../../src/database/molecules.ts'
import { savePredictions, type PredictedMixture } from '../../src/database/save-predictions.ts'
import { createSchema } from '../../src/database/schema.ts'
import { seedMolecules } from '../../src/database/seed-molecules.ts'
import { waitForDatabase } from '../../src/database/wait-for-database.ts'
import { allSolutes, solutesOf } from '../solutes.ts'

let postgres: EmbeddedPostgres
let database: Database

beforeAll(async () => {
  postgres = await startEmbeddedPostgres()
  database = createDatabase(postgres.url, 'test')
  await waitForDatabase(database)
  await createSchema(database)
  await seedMolecules(database, CRYOPROTECTANTS, allSolutes())
})
afterAll(async () => {
  await database.end()
  await postgres.stop()
})

function predicted(glycerol: number, trehalose: number): PredictedMixture {
  return {
    components: [
      { molecule: 'glycerol', massFraction: glycerol },
      { molecule: 'trehalose', massFraction: trehalose },
    ],
    prediction: predictMixture(solutesOf('glycerol', 'trehalose'), [glycerol, trehalose]),
  }
}

async function saveOne(mixture: PredictedMixture): Promise<string> {
  const [id] = (await savePredictions(database, [mixture])).values()
  if (id === undefined) throw new Error('No id came back')
  return id
}

describe('the schema', () => {
  it('can be created and seeded again, by two processes at once', async () => {
    await Promise.all([createSchema(database), createSchema(database)])
    await seedMolecules(database, CRYOPROTECTANTS, allSolutes())
    expect(await countRecords(database)).toMatchObject({ molecules: CRYOPROTECTANTS.length })
  })
})

describe('molecules', () => {
  it('come back as they were seeded', async () => {
    expect(await findMolecule(database, 'glycerol')).toEqual({
      id: 'glycerol',
      name: 'Glycerol',
      casNumber: '56-81-5',
      smiles: 'OCC(O)CO',
      formula: 'C3H8O3',
      molarMass: 92.094,
      glassTransitionKelvin: 191,
      glassTransitionSource: expect.stringContaining('Polymers 10 (2018) 467') as string,
      permeability: 'moderate',
      note: '190 K is quoted as often.',
    })
    expect(await findMolecule(database, 'dmso')).toMatchObject({ glassTransitionKelvin: null })
    expect(await findMolecule(database, 'antifreeze')).toBeUndefined()
    expect(await listMolecules(database)).toHaveLength(CRYOPROTECTANTS.length)
  })
})

describe('mixtures', () => {
  it('come back with components and prediction', async () => {
    const mixture = predicted(0.3, 0.2)
    const id = await saveOne(mixture)
    expect(await findMixture(database, id)).toEqual({
      id,
      components: mixture.components,
      waterMassFraction: 0.5,
      prediction: mixture.prediction,
      experiments: 0,
    })
  })

  it('keep their id when they are predicted again', async () => {
    const before = await saveOne(predicted(0.25, 0.1))
    const { mixtures } = await countRecords(database)
    expect(await saveOne(predicted(0.25, 0.1))).toBe(before)
    expect(await countRecords(database)).toMatchObject({ mixtures, predictions: mixtures })
  })

  it('are listed the newest first, or the best first', async () => {
    const saved = await savePredictions(database, [
      predicted(0.05, 0.05),
      predicted(0.4, 0.2),
      predicted(0.1, 0.6),
    ])
    const best = saved.get('glycerol:0.4,trehalose:0.2')
    const newest = saved.get('glycerol:0.1,trehalose:0.6')
    expect((await listMixtures(database, { limit: 1, offset: 0 })).map(({ id }) => id)).toEqual([newest])
    // The newest has a higher glass transition, but too little of it enters cells.
    const [first, second] = await listBestMixtures(database, 2)
    expect(first?.id).toBe(best)
    expect(second?.prediction.reducedGlassTransition).toBeLessThan(
      first?.prediction.reducedGlassTransition ?? 0,
    )
  })

  it('carry their experiments', async () => {
    const mixtureId = await saveOne(predicted(0.2, 0.2))
    const experiment = { mixtureId, glassTransitionKelvin: 151, coolingRateKelvinPerMinute: 10, note: null }
    expect(await saveExperiment(database, experiment)).toMatch(/^\d+$/)
    expect(await saveExperiment(database, { ...experiment, mixtureId: '999999' })).toBeUndefined()
    expect(await findMixture(database, mixtureId)).toMatchObject({ experiments: 1 })
  })
})

it('leaves nothing behind', async () => {
  const another = await startEmbeddedPostgres()
  const elsewhere = createDatabase(another.url, 'test')
  const { rows } = await elsewhere.query<{ folder: string }>(`SHOW data_directory`)
  await elsewhere.end()
  const [folder] = Object.values(rows[0] ?? {})
  expect(folder?.startsWith(tmpdir())).toBe(true)
  await another.stop()
  await another.ended
  expect(existsSync(folder ?? '')).toBe(false)
})
