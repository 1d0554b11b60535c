import type { Cryoprotectant } from '../chemistry/cryoprotectant.ts'

import { unmeasured } from './entry.ts'

/** Amino acids and compatible solutes, most of them zwitterions. */
export const OSMOLYTES: readonly Cryoprotectant[] = [
  unmeasured({
    id: 'proline',
    name: 'L-Proline',
    casNumber: '147-85-3',
    smiles: '[O-]C(=O)[C@@H]1CCC[NH2+]1',
    formula: 'C5H9NO2',
    molarMass: 115.132,
  }),
  unmeasured({
    id: 'glycine',
    name: 'Glycine',
    casNumber: '56-40-6',
    smiles: '[NH3+]CC([O-])=O',
    formula: 'C2H5NO2',
    molarMass: 75.067,
  }),
  unmeasured({
    id: 'alanine',
    name: 'L-Alanine',
    casNumber: '56-41-7',
    smiles: 'C[C@H]([NH3+])C([O-])=O',
    formula: 'C3H7NO2',
    molarMass: 89.094,
  }),
  unmeasured({
    id: 'sarcosine',
    name: 'Sarcosine',
    casNumber: '107-97-1',
    smiles: 'C[NH2+]CC([O-])=O',
    formula: 'C3H7NO2',
    molarMass: 89.094,
  }),
  unmeasured({
    id: 'betaine',
    name: 'Betaine',
    casNumber: '107-43-7',
    smiles: 'C[N+](C)(C)CC([O-])=O',
    formula: 'C5H11NO2',
    molarMass: 117.148,
  }),
  unmeasured({
    id: 'taurine',
    name: 'Taurine',
    casNumber: '107-35-7',
    smiles: '[NH3+]CCS([O-])(=O)=O',
    formula: 'C2H7NO3S',
    molarMass: 125.142,
  }),
  unmeasured({
    id: 'ectoine',
    name: 'Ectoine',
    casNumber: '96702-03-3',
    smiles: 'CC1=[NH+]CC[C@H](N1)C([O-])=O',
    formula: 'C6H10N2O2',
    molarMass: 142.158,
  }),
  unmeasured({
    id: 'hydroxyectoine',
    name: 'Hydroxyectoine',
    casNumber: '165542-15-4',
    smiles: 'CC1=[NH+]C[C@H](O)[C@H](N1)C([O-])=O',
    formula: 'C6H10N2O3',
    molarMass: 158.157,
  }),
  unmeasured({
    id: 'trimethylamine-n-oxide',
    name: 'Trimethylamine N-oxide',
    casNumber: '1184-78-7',
    smiles: 'C[N+](C)(C)[O-]',
    formula: 'C3H9NO',
    molarMass: 75.111,
  }),
  unmeasured(
    {
      id: 'choline-chloride',
      name: 'Choline chloride',
      casNumber: '67-48-1',
      smiles: 'C[N+](C)(C)CCO.[Cl-]',
      formula: 'C5H14ClNO',
      molarMass: 139.623,
    },
    { dissociation: 2 },
  ),
]
