/** A published glass transition of a pure, dry substance. */
export interface GlassTransition {
  /** In kelvin. */
  readonly kelvin: number
  /** Where the figure was published: author, journal, year, and which transition (onset, midpoint) it is. */
  readonly source: string
}

/** What the Gordon–Taylor constant of a substance against water is taken from; see `gordonTaylorConstant`. */
export type PlasticizationRule =
  /** Roos' relation for sugars and sugar alcohols, from the glass transition alone. */
  | { readonly kind: 'carbohydrate' }
  /** The Simha–Boyer rule, from the glass transition and the density of the liquid at 20 °C. */
  | { readonly kind: 'liquid'; readonly densityGramsPerCubicCentimetre: number }

/** One substance of the curated list. */
export interface Cryoprotectant {
  /** Short name that the API uses as the key, for example `glycerol`. */
  readonly id: string
  readonly name: string
  /** CAS Registry Number, with its check digit. */
  readonly casNumber: string
  /** SMILES of the form that prevails in water at pH 7: amino acids are written as zwitterions. */
  readonly smiles: string
  /** Molecular formula, Hill order. */
  readonly formula: string
  /** In g/mol, from the formula and the IUPAC conventional standard atomic weights of 2021. */
  readonly molarMass: number
  /** Particles per formula unit in ideal solution: 2 for choline chloride, else 1. */
  readonly dissociation: number
  /** `null` where no published figure was found that could be cited with certainty. */
  readonly glassTransition: GlassTransition | null
  /** `null` together with `glassTransition`. */
  readonly plasticization: PlasticizationRule | null
  /** Anything a reader must know about the figures, the reason of a missing one included. */
  readonly note: string | null
}
