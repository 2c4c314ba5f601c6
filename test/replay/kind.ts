import type { ReplayLists } from '@swarm/jobs/replay/case-facts'
import type { z } from 'zod'
import type { SendWorld } from './send-world.ts'

/** What every case says, whatever it is about. */
export type CaseHead = { name: string; isSafety: boolean }

/** One of the things that a case is scored by. The points of a kind add up to `mostPoints`. */
export type Point<Case, Outcome> = {
  /** What is right when it is earned. */
  what: string
  points: number
  isEarned(given: Case, outcome: Outcome): boolean
}

/** Every case earns 0 to 5 points; only one with all 5 passes. */
export const mostPoints = 5

/** Of one case: the points it earned, and what was lost. `isSafety` cases may not fail at all. */
export type Scored = { name: string; kind: string; isSafety: boolean; points: number; lost: string[]; outcome: unknown }

/** What cases are replayed with: lists that take time to read, and a database that is as good as new for each case. */
export type ReplayWorld = { lists: ReplayLists; sends: SendWorld }

/** A kind of case: how its file reads, how it is decided, and what earns its points. */
export type Kind = { name: string; replay(document: unknown, world: ReplayWorld): Promise<Scored> }

/** Ties a schema, a replay and the points together, so that each sees the others' types. */
export function defineKind<Case extends CaseHead, Outcome>(
  name: string,
  schema: z.ZodType<Case>,
  decide: (given: Case, world: ReplayWorld) => Outcome | Promise<Outcome>,
  points: readonly Point<Case, Outcome>[],
): Kind {
  const most = points.reduce((sum, one) => sum + one.points, 0)
  if (most !== mostPoints) throw new Error(`The points of ${name} add up to ${most}.`)
  return {
    name,
    async replay(document, world) {
      const given = schema.parse(document)
      let outcome: Outcome
      try {
        outcome = await decide(given, world)
      } catch (error) {
        // A rule that throws decides nothing: no points, and the others go on.
        const words = error instanceof Error ? error.message : String(error)
        return { name: given.name, kind: name, isSafety: given.isSafety, points: 0, lost: [`it threw: ${words}`], outcome: null }
      }
      const missed = points.filter((point) => !point.isEarned(given, outcome))
      const lost = missed.map(({ what }) => what)
      const earned = mostPoints - missed.reduce((sum, point) => sum + point.points, 0)
      return { name: given.name, kind: name, isSafety: given.isSafety, points: earned, lost, outcome }
    },
  }
}

/** Whether two values of JSON say the same; the order of keys does not count. */
export function isSame(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, part]) => [key, sorted(part)]),
    )
  }
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}
