import type { GlassTransition } from '../chemistry/cryoprotectant.ts'

const CELSIUS_ZERO = 273.15

/** Onset by DSC of the anhydrous substance, in °C: Roos, Carbohydr. Res. 238 (1993) 39–48. */
export function roos1993(onsetCelsius: number): GlassTransition {
  return {
    kelvin: CELSIUS_ZERO + onsetCelsius,
    source: 'Y. Roos, Carbohydrate Research 238 (1993) 39–48: onset, DSC, anhydrous',
  }
}

/** By DSC, in K: Toxqui-Terán et al., Polymers 10 (2018) 467. */
export function toxquiTeran2018(kelvin: number): GlassTransition {
  return {
    kelvin,
    source: 'A. Toxqui-Terán et al., Polymers 10 (2018) 467, doi:10.3390/polym10050467: DSC',
  }
}

/** Onset extrapolated to pure mannitol: Yu, Mishra and Rigsbee, J. Pharm. Sci. 87 (1998) 774–777. */
export const YU_1998_MANNITOL: GlassTransition = {
  kelvin: CELSIUS_ZERO + 10.7,
  source:
    'L. Yu, D. S. Mishra, D. R. Rigsbee, J. Pharm. Sci. 87 (1998) 774–777, doi:10.1021/js970224o: onset, extrapolated to pure mannitol',
}

/** By adiabatic calorimetry: Haida, Suga and Seki, J. Chem. Thermodyn. 9 (1977) 1133–1148. */
export const HAIDA_1977_ETHANOL: GlassTransition = {
  kelvin: 97,
  source: 'O. Haida, H. Suga, S. Seki, J. Chem. Thermodynamics 9 (1977) 1133–1148: adiabatic calorimetry',
}

/** By adiabatic calorimetry: Sugisaki, Suga and Seki, Bull. Chem. Soc. Jpn. 41 (1968) 2586–2591. */
export const SUGISAKI_1968_METHANOL: GlassTransition = {
  kelvin: 103,
  source:
    'M. Sugisaki, H. Suga, S. Seki, Bull. Chem. Soc. Jpn. 41 (1968) 2586–2591: adiabatic calorimetry of the vapour-deposited glass',
}
