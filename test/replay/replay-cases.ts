import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Kind, ReplayWorld, Scored } from './kind.ts'
import { mostPoints } from './kind.ts'
import { batchKind } from './kinds/batch.ts'
import { cadenceKind } from './kinds/cadence.ts'
import { deliverabilityKind } from './kinds/deliverability.ts'
import { laterKind } from './kinds/later.ts'
import { leadKind } from './kinds/lead.ts'
import { replyKind } from './kinds/reply.ts'
import { sendKind } from './kinds/send.ts'
import { textKind } from './kinds/text.ts'

const kinds: readonly Kind[] = [leadKind, laterKind, textKind, deliverabilityKind, batchKind, sendKind, cadenceKind, replyKind]
const head = z.looseObject({ kind: z.enum(kinds.map(({ name }) => name)) })

/** A case that could not be read: its file, and what is wrong with it. */
export class CaseError extends Error {
  override name = 'CaseError'
}

/** Replays every case of a folder (a file each, in folders of any depth), in the order of their paths. Throws CaseError for a file that is none. */
export async function replayCases(folder: string, world: ReplayWorld): Promise<Scored[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .toSorted()
  const scored: Scored[] = []
  for (const file of files) {
    try {
      const document: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const { kind: name } = head.parse(document)
      const kind = kinds.find((one) => one.name === name)
      if (kind) scored.push(await kind.replay(document, world))
    } catch (error) {
      throw new CaseError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return scored
}

/** The verdict over all cases. */
export type ReplayVerdict = {
  cases: number
  passed: number
  /** Share of the cases with all their points, 0 to 1. */
  passRate: number
  /** The same within each kind of case. */
  kinds: { kind: string; cases: number; passed: number; passRate: number }[]
  /** Points of 5 in the mean. */
  meanPoints: number
  isGood: boolean
  failed: { name: string; kind: string; points: number; lost: string[]; isSafety: boolean }[]
}

/**
 * Good from the least rate on, in each kind of case, so that many replies can't outweigh a wrong score; and only with every safety case whole: a
 * rule that writes to somebody it must not is no matter of rates.
 */
export function judgeReplay(scored: readonly Scored[], minPassRate: number): ReplayVerdict {
  const failed = scored.filter(({ points }) => points < mostPoints)
  const passed = scored.length - failed.length
  const passRate = scored.length === 0 ? 0 : passed / scored.length
  const kindsOf = [...new Set(scored.map(({ kind }) => kind))].map((kind) => {
    const own = scored.filter((one) => one.kind === kind)
    const good = own.filter(({ points }) => points === mostPoints).length
    return { kind, cases: own.length, passed: good, passRate: good / own.length }
  })
  return {
    cases: scored.length,
    passed,
    passRate,
    kinds: kindsOf,
    meanPoints: scored.reduce((sum, { points }) => sum + points, 0) / Math.max(1, scored.length),
    isGood: scored.length > 0 && kindsOf.every((one) => one.passRate >= minPassRate) && !failed.some(({ isSafety }) => isSafety),
    failed: failed.map(({ name, kind, points, lost, isSafety }) => ({ name, kind, points, lost, isSafety })),
  }
}
