import type { Cryoprotectant } from '../chemistry/cryoprotectant.ts'

import { carbohydrate, unmeasured } from './entry.ts'
import { roos1993, YU_1998_MANNITOL } from './literature.ts'

/** Sugars and sugar alcohols: glass formers that stay outside cells. Reducing sugars are written as pyranoses. */
export const CARBOHYDRATES: readonly Cryoprotectant[] = [
  carbohydrate(
    {
      id: 'trehalose',
      name: 'α,α-Trehalose',
      casNumber: '99-20-7',
      smiles: 'OC[C@H]1O[C@H](O[C@H]2O[C@H](CO)[C@@H](O)[C@H](O)[C@H]2O)[C@H](O)[C@@H](O)[C@@H]1O',
      formula: 'C12H22O11',
      molarMass: 342.297,
    },
    roos1993(100),
    { note: 'Later DSC studies of dry trehalose give 106 to 115 °C.' },
  ),
  carbohydrate(
    {
      id: 'sucrose',
      name: 'Sucrose',
      casNumber: '57-50-1',
      smiles: 'OC[C@H]1O[C@@](CO)(O[C@H]2O[C@H](CO)[C@@H](O)[C@H](O)[C@H]2O)[C@@H](O)[C@@H]1O',
      formula: 'C12H22O11',
      molarMass: 342.297,
    },
    roos1993(62),
  ),
  carbohydrate(
    {
      id: 'maltose',
      name: 'Maltose',
      casNumber: '69-79-4',
      smiles: 'OC[C@H]1O[C@H](O[C@H]2[C@H](O)[C@@H](O)C(O)O[C@@H]2CO)[C@H](O)[C@@H](O)[C@@H]1O',
      formula: 'C12H22O11',
      molarMass: 342.297,
    },
    roos1993(87),
  ),
  carbohydrate(
    {
      id: 'lactose',
      name: 'Lactose',
      casNumber: '63-42-3',
      smiles: 'OC[C@H]1O[C@@H](O[C@H]2[C@H](O)[C@@H](O)C(O)O[C@@H]2CO)[C@H](O)[C@@H](O)[C@H]1O',
      formula: 'C12H22O11',
      molarMass: 342.297,
    },
    roos1993(101),
  ),
  carbohydrate(
    {
      id: 'raffinose',
      name: 'Raffinose',
      casNumber: '512-69-6',
      smiles:
        'OC[C@H]1O[C@H](OC[C@H]2O[C@H](O[C@]3(CO)O[C@H](CO)[C@@H](O)[C@@H]3O)[C@H](O)[C@@H](O)[C@@H]2O)[C@H](O)[C@@H](O)[C@H]1O',
      formula: 'C18H32O16',
      molarMass: 504.438,
    },
    roos1993(70),
  ),
  carbohydrate(
    {
      id: 'glucose',
      name: 'D-Glucose',
      casNumber: '50-99-7',
      smiles: 'OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O',
      formula: 'C6H12O6',
      molarMass: 180.156,
    },
    roos1993(31),
  ),
  carbohydrate(
    {
      id: 'galactose',
      name: 'D-Galactose',
      casNumber: '59-23-4',
      smiles: 'OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@H]1O',
      formula: 'C6H12O6',
      molarMass: 180.156,
    },
    roos1993(30),
  ),
  carbohydrate(
    {
      id: 'fructose',
      name: 'D-Fructose',
      casNumber: '57-48-7',
      smiles: 'OCC1(O)OC[C@@H](O)[C@@H](O)[C@@H]1O',
      formula: 'C6H12O6',
      molarMass: 180.156,
    },
    roos1993(5),
  ),
  carbohydrate(
    {
      id: 'sorbitol',
      name: 'D-Sorbitol',
      casNumber: '50-70-4',
      smiles: 'OC[C@H](O)[C@@H](O)[C@H](O)[C@H](O)CO',
      formula: 'C6H14O6',
      molarMass: 182.172,
    },
    roos1993(-9),
  ),
  carbohydrate(
    {
      id: 'mannitol',
      name: 'D-Mannitol',
      casNumber: '69-65-8',
      smiles: 'OC[C@@H](O)[C@@H](O)[C@H](O)[C@H](O)CO',
      formula: 'C6H14O6',
      molarMass: 182.172,
    },
    YU_1998_MANNITOL,
  ),
  carbohydrate(
    {
      id: 'xylitol',
      name: 'Xylitol',
      casNumber: '87-99-0',
      smiles: 'OC[C@@H](O)[C@H](O)[C@@H](O)CO',
      formula: 'C5H12O5',
      molarMass: 152.146,
    },
    roos1993(-29),
  ),
  unmeasured({
    id: 'erythritol',
    name: 'Erythritol',
    casNumber: '149-32-6',
    smiles: 'OC[C@H](O)[C@H](O)CO',
    formula: 'C4H10O4',
    molarMass: 122.12,
  }),
]
