import { v7 } from 'uuid'

/** A UUIDv7 made for an instant: the id sorts by it, and partitioned tables file the row under its month. */
export function newId(at: Date): string {
  return v7({ msecs: at.getTime() })
}
