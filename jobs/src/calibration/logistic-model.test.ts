import { expect, test } from 'vitest'
import { chanceOf, fitLogistic } from './logistic-model.ts'

/** Motor Trend 1974, 32 cars: miles per gallon, weight in 1000 lb, manual gear, straight engine. R's `mtcars`, public domain. */
const cars: readonly [mpg: number, weight: number, isManual: 0 | 1, isStraight: 0 | 1][] = [
  [21, 2.62, 1, 0],
  [21, 2.875, 1, 0],
  [22.8, 2.32, 1, 1],
  [21.4, 3.215, 0, 1],
  [18.7, 3.44, 0, 0],
  [18.1, 3.46, 0, 1],
  [14.3, 3.57, 0, 0],
  [24.4, 3.19, 0, 1],
  [22.8, 3.15, 0, 1],
  [19.2, 3.44, 0, 1],
  [17.8, 3.44, 0, 1],
  [16.4, 4.07, 0, 0],
  [17.3, 3.73, 0, 0],
  [15.2, 3.78, 0, 0],
  [10.4, 5.25, 0, 0],
  [10.4, 5.424, 0, 0],
  [14.7, 5.345, 0, 0],
  [32.4, 2.2, 1, 1],
  [30.4, 1.615, 1, 1],
  [33.9, 1.835, 1, 1],
  [21.5, 2.465, 0, 1],
  [15.5, 3.52, 0, 0],
  [15.2, 3.435, 0, 0],
  [13.3, 3.84, 0, 0],
  [19.2, 3.845, 0, 0],
  [27.3, 1.935, 1, 1],
  [26, 2.14, 1, 0],
  [30.4, 1.513, 1, 1],
  [15.8, 3.17, 1, 0],
  [19.7, 2.77, 1, 0],
  [15, 3.57, 1, 0],
  [21.4, 2.78, 1, 1],
]

test('what R says of manual gears by weight, to three digits', () => {
  const model = fitLogistic(
    cars.map(([, weight]) => [1, weight]),
    cars.map(([, , isManual]) => isManual === 1),
  )
  // glm(am ~ wt, binomial, mtcars): 12.040 (4.510), -4.024 (1.436).
  expect(model.hasConverged).toBe(true)
  expect(model.coefficients[0]).toBeCloseTo(12.04, 2)
  expect(model.coefficients[1]).toBeCloseTo(-4.024, 3)
  expect(model.errors[0]).toBeCloseTo(4.51, 2)
  expect(model.errors[1]).toBeCloseTo(1.436, 2)
})

test('what R says of straight engines by mileage', () => {
  const model = fitLogistic(
    cars.map(([mpg]) => [1, mpg]),
    cars.map(([, , , isStraight]) => isStraight === 1),
  )
  // glm(vs ~ mpg, binomial, mtcars): -8.8331 (3.1623), 0.4304 (0.1584).
  expect(model.coefficients[0]).toBeCloseTo(-8.8331, 3)
  expect(model.coefficients[1]).toBeCloseTo(0.4304, 3)
  expect(model.errors[0]).toBeCloseTo(3.1623, 3)
  expect(model.errors[1]).toBeCloseTo(0.1584, 3)
})

test('without a belief perfect separation has no answer, with one it has', () => {
  const cases = [-2, -1, 1, 2].map((value) => [1, value])
  const outcomes = [false, false, true, true]
  const model = fitLogistic(cases, outcomes, { towards: [0, 1], precision: [0, 1] })
  expect(model.hasConverged).toBe(true)
  expect(model.coefficients[1]).toBeGreaterThan(1)
  expect(chanceOf(model, [1, 2])).toBeGreaterThan(0.9)
})

test('without cases the belief stands, and the same cases give the same bits', () => {
  const belief = { towards: [0.3, -1], precision: [4, 4] }
  expect(fitLogistic([[0, 0]], [true], belief).coefficients).toEqual([0.3, -1])
  const again = () =>
    JSON.stringify(
      fitLogistic(
        cars.map(([mpg, weight]) => [1, mpg, weight]),
        cars.map(([, , is]) => is === 1),
      ),
    )
  expect(again()).toBe(again())
})
