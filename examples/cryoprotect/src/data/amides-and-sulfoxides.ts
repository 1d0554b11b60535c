import type { Cryoprotectant } from '../chemistry/cryoprotectant.ts'

import { unmeasured } from './entry.ts'

/** Small aprotic or weakly protic solvents that enter cells. */
export const AMIDES_AND_SULFOXIDES: readonly Cryoprotectant[] = [
  unmeasured(
    {
      id: 'dmso',
      name: 'Dimethyl sulfoxide',
      casNumber: '67-68-5',
      smiles: 'CS(C)=O',
      formula: 'C2H6OS',
      molarMass: 78.129,
    },
    {
      note: 'Pure DMSO crystallises; published figures are extrapolated from aqueous glasses (S. S. N. Murthy, Cryobiology 36 (1998) 84–96) and none is taken here.',
    },
  ),
  unmeasured({
    id: 'formamide',
    name: 'Formamide',
    casNumber: '75-12-7',
    smiles: 'NC=O',
    formula: 'CH3NO',
    molarMass: 45.041,
  }),
  unmeasured({
    id: 'n-methylformamide',
    name: 'N-Methylformamide',
    casNumber: '123-39-7',
    smiles: 'CNC=O',
    formula: 'C2H5NO',
    molarMass: 59.068,
  }),
  unmeasured({
    id: 'n,n-dimethylformamide',
    name: 'N,N-Dimethylformamide',
    casNumber: '68-12-2',
    smiles: 'CN(C)C=O',
    formula: 'C3H7NO',
    molarMass: 73.095,
  }),
  unmeasured({
    id: 'acetamide',
    name: 'Acetamide',
    casNumber: '60-35-5',
    smiles: 'CC(N)=O',
    formula: 'C2H5NO',
    molarMass: 59.068,
  }),
  unmeasured({
    id: 'n-methylacetamide',
    name: 'N-Methylacetamide',
    casNumber: '79-16-3',
    smiles: 'CNC(C)=O',
    formula: 'C3H7NO',
    molarMass: 73.095,
  }),
  unmeasured({
    id: 'n,n-dimethylacetamide',
    name: 'N,N-Dimethylacetamide',
    casNumber: '127-19-5',
    smiles: 'CN(C)C(C)=O',
    formula: 'C4H9NO',
    molarMass: 87.122,
  }),
  unmeasured({
    id: 'urea',
    name: 'Urea',
    casNumber: '57-13-6',
    smiles: 'NC(N)=O',
    formula: 'CH4N2O',
    molarMass: 60.056,
  }),
]
