import { expect, test } from 'vitest'
import { workSideBySide } from './side-by-side.ts'

/** Leads that stand in places; a turn moves one on, and takes as long as the test lets it. */
function road(inFirst: number) {
  const standing = new Map([
    ['first', inFirst],
    ['second', 0],
    ['third', 0],
  ])
  const next = new Map([
    ['first', 'second'],
    ['second', 'third'],
  ])
  const turns: string[] = []
  let underWay = 0
  let mostUnderWay = 0
  const turn = async (place: string) => {
    underWay++
    mostUnderWay = Math.max(mostUnderWay, underWay)
    // Who comes while this turn is under way is for the next one.
    const isEmpty = standing.get(place) === 0
    await new Promise(setImmediate)
    underWay--
    if (isEmpty) return { moved: 0, opens: [] }
    turns.push(place)
    standing.set(place, (standing.get(place) ?? 0) - 1)
    const to = next.get(place)
    if (to !== undefined) standing.set(to, (standing.get(to) ?? 0) + 1)
    return { moved: 1, opens: to === undefined ? [place] : [place, to] }
  }
  return { standing, turns, turn, most: () => mostUnderWay }
}

const places = ['first', 'second', 'third']

test('everybody comes to the end, by as many hands as there are and no more', async () => {
  for (const hands of [1, 2, 3, 9]) {
    const { turn, standing, most } = road(20)
    expect(await workSideBySide({ places, hands, isOver: () => false, turn })).toBe(60)
    expect([...standing.values()]).toEqual([0, 0, 0])
    expect(most()).toBe(Math.min(hands, places.length))
  }
})

test('by one hand, who has begun is finished before the next one begins', async () => {
  const { turn, turns } = road(2)
  await workSideBySide({ places, hands: 1, isOver: () => false, turn })
  expect(turns).toEqual(['first', 'second', 'third', 'first', 'second', 'third'])
})

test('no turn begins once it is over, and those under way end', async () => {
  const { turn, turns } = road(20)
  await workSideBySide({ places, hands: 2, isOver: () => turns.length >= 5, turn })
  expect(turns.length).toBeGreaterThanOrEqual(5)
  expect(turns.length).toBeLessThanOrEqual(6)
})

test('an error is thrown when the other turns have ended, and no further one begins', async () => {
  let isOtherDone = false
  let begun = 0
  const work = workSideBySide({
    places: ['first', 'second'],
    hands: 2,
    isOver: () => false,
    turn: async (place) => {
      begun++
      if (place === 'second') throw new Error('the database is gone')
      await new Promise(setImmediate)
      isOtherDone = true
      return { moved: 1, opens: ['first'] }
    },
  })
  await expect(work).rejects.toThrow('the database is gone')
  expect(isOtherDone).toBe(true)
  expect(begun).toBe(2)
})

test('what is urgent goes first', async () => {
  const { turn, turns } = road(2)
  await workSideBySide({ places, hands: 1, isOver: () => false, isUrgent: (place) => place === 'first', turn })
  expect(turns).toEqual(['first', 'first', 'second', 'third', 'second', 'third'])
})
