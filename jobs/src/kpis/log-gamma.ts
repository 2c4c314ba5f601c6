/** Lanczos' coefficients for g = 7: the error stays below 1e-13. */
const coefficients = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** The logarithm of the gamma function, of a number from 0.5 up. */
export function logGamma(value: number): number {
  const below = value - 1
  const base = below + 7.5
  const sum = coefficients.reduce((total, coefficient, place) => total + (place === 0 ? coefficient : coefficient / (below + place)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (below + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** The logarithm of the beta function. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}
