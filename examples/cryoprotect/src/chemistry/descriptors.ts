import { Molecule, MoleculeProperties } from 'openchemlib'

/** What openchemlib computes of a structure. */
export interface Descriptors {
  /** Molecular formula as openchemlib orders it. */
  readonly formula: string
  /** In g/mol. */
  readonly molarMass: number
  readonly hydrogenBondDonors: number
  readonly hydrogenBondAcceptors: number
  /** Decadic logarithm of the octanol–water partition coefficient, estimated from fragments. */
  readonly logP: number
  /** In Å². */
  readonly topologicalPolarSurfaceArea: number
  readonly rotatableBonds: number
  /** Whether any atom carries a formal charge: salts and zwitterions. */
  readonly charged: boolean
}

/**
 * Computes the descriptors of a SMILES. Throws what openchemlib throws if it cannot be parsed.
 *
 * @example
 * computeDescriptors('OCC(O)CO').hydrogenBondDonors // 3
 */
export function computeDescriptors(smiles: string): Descriptors {
  const molecule = Molecule.fromSmiles(smiles)
  const formula = molecule.getMolecularFormula()
  const properties = new MoleculeProperties(molecule)
  return {
    formula: formula.formula,
    molarMass: formula.relativeWeight,
    hydrogenBondDonors: properties.donorCount,
    hydrogenBondAcceptors: properties.acceptorCount,
    logP: properties.logP,
    topologicalPolarSurfaceArea: properties.polarSurfaceArea,
    rotatableBonds: properties.rotatableBondCount,
    charged: hasFormalCharge(molecule),
  }
}

function hasFormalCharge(molecule: Molecule): boolean {
  for (let atom = 0; atom < molecule.getAllAtoms(); atom++) {
    if (molecule.getAtomCharge(atom) !== 0) return true
  }
  return false
}
