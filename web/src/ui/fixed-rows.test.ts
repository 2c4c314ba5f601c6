import { expect, test } from 'vitest'
import { rowsInView, scrolledTo } from './fixed-rows.ts'

test('the rows in view, cut ones among them, and the spare ones at either side are in the page', () => {
  expect(rowsInView(0, 320, 64, 0)).toEqual({ first: 0, last: 4 })
  expect(rowsInView(10, 320, 64, 0)).toEqual({ first: 0, last: 5 })
  expect(rowsInView(64, 320, 64, 0)).toEqual({ first: 1, last: 5 })
  expect(rowsInView(640, 320, 64, 6)).toEqual({ first: 4, last: 20 })
  expect(rowsInView(64, 320, 64, 6)).toEqual({ first: 0, last: 11 })
})

test('a frame is scrolled no further than a row needs to be whole', () => {
  expect(scrolledTo(3, 0, 320, 64)).toBe(0)
  expect(scrolledTo(5, 0, 320, 64)).toBe(64)
  expect(scrolledTo(2, 640, 320, 64)).toBe(128)
  expect(scrolledTo(11, 640, 320, 64)).toBe(640)
})
