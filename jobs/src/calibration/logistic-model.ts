/** A fitted logistic model: the log-odds of a case are the sum of its values times these coefficients. */
export type LogisticModel = {
  coefficients: readonly number[]
  /** Standard error of each coefficient. */
  errors: readonly number[]
  hasConverged: boolean
}

/** What is believed before any case is seen: each coefficient near `towards`, the more so the higher its `precision` (1 / variance; 0: nothing). */
export type Belief = { towards: readonly number[]; precision: readonly number[] }

const mostSteps = 60
const closeEnough = 1e-10

/** The chance from 0 to 1 that a model gives a case. */
export function chanceOf(model: Pick<LogisticModel, 'coefficients'>, values: readonly number[]): number {
  return 1 / (1 + Math.exp(-dot(model.coefficients, values)))
}

/**
 * Fits a logistic model by Newton's method (iteratively reweighted least squares), a step halved as long as it makes things worse. Cases name
 * their values, with a 1 for the intercept where one is wanted. Deterministic: the same cases in the same order give the same bits.
 */
export function fitLogistic(cases: readonly (readonly number[])[], outcomes: readonly boolean[], belief?: Belief): LogisticModel {
  const width = cases[0]?.length ?? 0
  const towards = belief?.towards ?? new Array<number>(width).fill(0)
  const precision = belief?.precision ?? new Array<number>(width).fill(0)
  const data = flat(cases, outcomes, width)
  let coefficients: readonly number[] = towards.map((value, at) => ((precision[at] ?? 0) > 0 ? value : 0))
  let here = lookAt(data, coefficients, towards, precision)
  let hasConverged = false
  for (let step = 0; step < mostSteps && !hasConverged; step++) {
    const whole = solve(here.information, here.gradient)
    if (whole === null) break
    for (let share = 1; ; share /= 2) {
      const next = coefficients.map((value, at) => value + share * (whole[at] ?? 0))
      const there = lookAt(data, next, towards, precision)
      if (there.value < here.value - 1e-9 && share > 1e-6) continue
      hasConverged = Math.max(...whole.map(Math.abs)) < closeEnough
      coefficients = next
      here = there
      break
    }
  }
  const errors = coefficients.map((_, at) => {
    const column = solve(
      here.information,
      coefficients.map((__, other) => (other === at ? 1 : 0)),
    )
    return Math.sqrt(Math.max(0, column?.[at] ?? Number.POSITIVE_INFINITY))
  })
  return { coefficients, errors, hasConverged }
}

/** Cases row by row in one array: a fit looks at all of them some twenty times. */
type Data = { values: Float64Array; outcomes: readonly boolean[]; width: number }

function flat(cases: readonly (readonly number[])[], outcomes: readonly boolean[], width: number): Data {
  const values = new Float64Array(cases.length * width)
  cases.forEach((row, at) => {
    values.set(row, at * width)
  })
  return { values, outcomes, width }
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
}

type View = { value: number; gradient: number[]; information: number[][] }

/** How likely the outcomes are with these coefficients, in which direction they get likelier, and how sharply. */
function lookAt(
  { values, outcomes, width }: Data,
  coefficients: readonly number[],
  towards: readonly number[],
  precision: readonly number[],
): View {
  let value = 0
  const weights = Float64Array.from(coefficients)
  const gradient = new Float64Array(width)
  const information = new Float64Array(width * width)
  for (let nth = 0, from = 0; nth < outcomes.length; nth++, from += width) {
    let odds = 0
    for (let at = 0; at < width; at++) odds += (weights[at] ?? 0) * (values[from + at] ?? 0)
    const chance = 1 / (1 + Math.exp(-odds))
    const isHit = outcomes[nth] === true
    // log(1 + e^x) without overflow.
    value += (isHit ? odds : 0) - (Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))))
    const miss = (isHit ? 1 : 0) - chance
    const weight = chance * (1 - chance)
    for (let row = 0; row < width; row++) {
      const one = values[from + row] ?? 0
      gradient[row] = (gradient[row] ?? 0) + miss * one
      for (let column = 0; column <= row; column++)
        information[row * width + column] = (information[row * width + column] ?? 0) + weight * one * (values[from + column] ?? 0)
    }
  }
  coefficients.forEach((coefficient, at) => {
    const off = coefficient - (towards[at] ?? 0)
    value -= ((precision[at] ?? 0) * off ** 2) / 2
    gradient[at] = (gradient[at] ?? 0) - (precision[at] ?? 0) * off
  })
  return {
    value,
    gradient: [...gradient],
    information: coefficients.map((_, row) =>
      coefficients.map(
        (__, column) =>
          (information[Math.max(row, column) * width + Math.min(row, column)] ?? 0) + (row === column ? (precision[row] ?? 0) : 0),
      ),
    ),
  }
}

/** Solves a small system by elimination with pivots; null when it has no single answer. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0])
  const size = rows.length
  for (let at = 0; at < size; at++) {
    const pivot = rows.slice(at).toSorted((one, other) => Math.abs(other[at] ?? 0) - Math.abs(one[at] ?? 0))[0]
    const head = pivot?.[at] ?? 0
    if (!pivot || Math.abs(head) < 1e-12) return null
    rows.splice(rows.indexOf(pivot, at), 1)
    rows.splice(at, 0, pivot)
    for (const row of rows) {
      if (row === pivot) continue
      const factor = (row[at] ?? 0) / head
      if (factor !== 0) for (let column = at; column <= size; column++) row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0)
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1))
}
