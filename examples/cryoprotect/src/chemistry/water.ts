/** Glass transition of water in K: Johari, Hallbrucker and Mayer, Nature 330 (1987) 552–553. */
export const WATER_GLASS_TRANSITION_KELVIN = 136

/** Density of water in g/cm³, as Hancock and Zografi take it for the Simha–Boyer rule: Pharm. Res. 11 (1994) 471–477. */
export const WATER_DENSITY = 1

/** Melting point of ice in K at 1 atm. */
export const ICE_MELTING_KELVIN = 273.15

/** Cryoscopic constant of water in K·kg/mol. */
export const CRYOSCOPIC_CONSTANT = 1.86
