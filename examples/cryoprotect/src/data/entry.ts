import type { Cryoprotectant, GlassTransition } from '../chemistry/cryoprotectant.ts'

type Identity = Pick<Cryoprotectant, 'id' | 'name' | 'casNumber' | 'smiles' | 'formula' | 'molarMass'>

interface Extras {
  readonly dissociation?: number
  readonly note?: string
}

/** Makes an entry without a glass transition, which screening therefore cannot score. */
export function unmeasured(identity: Identity, extras: Extras = {}): Cryoprotectant {
  return {
    ...identity,
    dissociation: extras.dissociation ?? 1,
    glassTransition: null,
    plasticization: null,
    note: extras.note ?? 'No published glass transition of the pure substance is cited here.',
  }
}

/** Makes an entry of a sugar or sugar alcohol with a published glass transition. */
export function carbohydrate(
  identity: Identity,
  glassTransition: GlassTransition,
  extras: Extras = {},
): Cryoprotectant {
  return {
    ...identity,
    dissociation: 1,
    glassTransition,
    plasticization: { kind: 'carbohydrate' },
    note: extras.note ?? null,
  }
}

/** Makes an entry of a liquid with a published glass transition and its density at 20 °C in g/cm³. */
export function liquid(
  identity: Identity,
  glassTransition: GlassTransition,
  densityGramsPerCubicCentimetre: number,
  extras: Extras = {},
): Cryoprotectant {
  return {
    ...identity,
    dissociation: 1,
    glassTransition,
    plasticization: { kind: 'liquid', densityGramsPerCubicCentimetre },
    note: extras.note ?? null,
  }
}
