import { createHash } from 'node:crypto'
import { type FrozenSend, freeze, scopeHashOf } from '@swarm/jobs/dispatch/frozen-send'
import { z } from 'zod'
import { sendTo } from '../../harness/make-dispatch.ts'
import { defineKind } from '../kind.ts'

const schema = z.strictObject({
  kind: z.literal('batch'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: z.strictObject({
    /** What was approved: what each send says that differs from the usual one. */
    approved: z.array(z.record(z.string(), z.unknown())).min(1),
    /** What would go out. */
    leaving: z.array(z.record(z.string(), z.unknown())),
  }),
  expected: z.strictObject({
    /** Whether the hash that a person approved covers what would go out. */
    isCovered: z.boolean(),
    /** The scope hash of what was approved, in hex: the same bytes give it for ever. */
    scopeHash: z.string().optional(),
  }),
})

function frozen(change: Record<string, unknown>): FrozenSend {
  const { domain: _, tier: __, angle: ___, nameKeys: ____, lawRegion: _____, ...send } = sendTo('ana@brightside.example')
  return { ...send, ...change }
}

/** The rule as it is written in dispatch.md, done by hand: SHA-256 of the ordered SHA-256 of the canonical bytes of each send. */
function byHand(sends: readonly FrozenSend[]): string {
  const hashes = sends.map((send) => {
    const keys = Object.keys(send).toSorted()
    return createHash('sha256')
      .update(`{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(Reflect.get(send, key))}`).join(',')}}`)
      .digest()
  })
  return createHash('sha256').update(Buffer.concat(hashes)).digest('hex')
}

/** A batch and what would leave under its approval: 3 points for whether the approval covers it, 2 for the hash itself. */
export const batchKind = defineKind(
  'batch',
  schema,
  ({ given }) => {
    const hashOf = (changes: readonly Record<string, unknown>[]) =>
      scopeHashOf(changes.map((change) => freeze(frozen(change)).hash)).toString('hex')
    const scopeHash = hashOf(given.approved)
    return { scopeHash, isCovered: scopeHash === hashOf(given.leaving), byHand: byHand(given.approved.map(frozen)) }
  },
  [
    { what: 'covered by the approval', points: 3, isEarned: ({ expected }, outcome) => outcome.isCovered === expected.isCovered },
    {
      what: 'scope hash',
      points: 2,
      isEarned: ({ expected }, outcome) => outcome.scopeHash === (expected.scopeHash ?? outcome.byHand),
    },
  ],
)
