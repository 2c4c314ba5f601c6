/** What became of one turn. */
export type Turn<Place> = {
  /** How much it moved. */
  moved: number
  /** Places that may have work now because of it; its own among them when it may have more. */
  opens: readonly Place[]
}

export type SideBySide<Place> = {
  /** Where turns are taken, in the order of the way through them. */
  places: readonly Place[]
  /** Turns that are under way at once, each in another place. */
  hands: number
  /** True: no further turn begins. */
  isOver(): boolean
  /** True: its turn comes before all others, because somebody outside waits for it. */
  isUrgent?(place: Place): boolean
  turn(place: Place): Promise<Turn<Place>>
}

/**
 * Takes turns in every place until none may have work any more, several at once: while one waits for the database another computes. There is one
 * turn in a place at a time, and the place nearest to the end goes first, so that what has begun is finished before more is begun. Returns how much was
 * moved; an error of a turn is thrown once the others under way have ended.
 */
export async function workSideBySide<Place>({ places, hands, isOver, isUrgent = () => false, turn }: SideBySide<Place>): Promise<number> {
  const open = new Set(places)
  const underWay = new Map<Place, Promise<void>>()
  const failures: unknown[] = []
  let moved = 0
  const take = async (place: Place): Promise<void> => {
    try {
      const done = await turn(place)
      moved += done.moved
      for (const opened of done.opens) open.add(opened)
    } catch (error) {
      failures.push(error)
    } finally {
      underWay.delete(place)
    }
  }
  const lastFirst = places.toReversed()
  for (;;) {
    for (const place of [...lastFirst.filter(isUrgent), ...lastFirst]) {
      if (underWay.size >= hands || failures.length > 0 || isOver()) break
      if (underWay.has(place) || !open.delete(place)) continue
      underWay.set(place, take(place))
    }
    if (underWay.size === 0) break
    await Promise.race(underWay.values())
  }
  if (failures.length > 0) throw failures[0]
  return moved
}
