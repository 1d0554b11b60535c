/** A substance's part of a mixture. */
export interface MixtureComponent {
  /** Id in the curated list. */
  readonly molecule: string
  /** Between 0 and 1; what the components leave of 1 is water. */
  readonly massFraction: number
}

/** Mass fractions are kept to this many digits, so that equal mixtures are recognised. */
const DIGITS = 4

/** The mixture's identity: its components by name, `glycerol:0.3,trehalose:0.2`. */
export function compositionOf(components: readonly MixtureComponent[]): string {
  return components
    .map(({ molecule, massFraction }) => `${molecule}:${Number(massFraction.toFixed(DIGITS))}`)
    .toSorted()
    .join(',')
}

/** Mass fraction of water in a mixture. */
export function waterMassFraction(components: readonly MixtureComponent[]): number {
  const solutes = components.reduce((sum, { massFraction }) => sum + massFraction, 0)
  return Number((1 - solutes).toFixed(DIGITS))
}
