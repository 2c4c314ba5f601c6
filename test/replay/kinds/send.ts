import type { Writer } from '@swarm/db/write'
import { z } from 'zod'
import { makeAskedSend } from '../../harness/asked-send.ts'
import { changeSettings } from '../../harness/make-dispatch.ts'
import { defineKind, isSame } from '../kind.ts'

import { runChange, sendChanges } from './send-changes.ts'

const account = 'ana@sender-0.example'

const schema = z.strictObject({
  kind: z.literal('send'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: z.strictObject({
    /** Columns of the lead and of its approved draft that differ. */
    lead: z.record(z.string(), z.unknown()).default({}),
    draft: z.record(z.string(), z.unknown()).default({}),
    /** What differs in the send that is asked about. */
    send: z.record(z.string(), z.unknown()).default({}),
    settings: z.array(z.strictObject({ section: z.string(), path: z.array(z.string()), value: z.unknown() })).default([]),
    world: z.array(sendChanges).default([]),
    phase: z.enum(['PLAN', 'RESERVE']).default('PLAN'),
  }),
  expected: z.strictObject({
    /** The rule that holds it back; null where it may go. */
    blocker: z.string().nullable(),
    /** Others that say no too. */
    others: z.array(z.string()).default([]),
    clearsAt: z.iso.datetime().nullable().default(null),
  }),
})

type Verdict = { rule: string; passed: boolean; clears_at: Date | null }

async function decide({ given }: z.infer<typeof schema>, writer: Writer) {
  const { item, lead, domain } = await makeAskedSend(writer, given)
  for (const { section, path, value } of given.settings) await changeSettings(writer, section, path, value)
  for (const change of given.world) await runChange(writer, change, { leadId: lead.id, email: lead.email, domain, account })
  const { rows } = await writer.pool.query<Verdict>('select rule, passed, clears_at from send_verdicts($1, $2) order by place', [
    JSON.stringify([{ ...item, ...given.send }]),
    given.phase,
  ])
  // What nobody froze never matches what was approved: while reserving that goes without saying.
  const [blocker, ...others] = rows.filter(({ passed, rule }) => !passed && !(given.phase === 'RESERVE' && rule === 'SCOPE_MISMATCH'))
  return {
    rules: rows.length,
    blocker: blocker?.rule ?? null,
    others: others.map(({ rule }) => rule),
    clearsAt: blocker?.clears_at?.toISOString() ?? null,
  }
}

/** A send, judged by the function of the database that all dispatch asks: 3 points for what holds it back, 1 for nothing else, 1 for until when. */
export const sendKind = defineKind('send', schema, (one, { sends }) => sends.asNew((writer) => decide(one, writer)), [
  { what: 'blocker', points: 3, isEarned: ({ expected }, { blocker, rules }) => blocker === expected.blocker && rules === 18 },
  { what: 'other refusals', points: 1, isEarned: ({ expected }, { others }) => isSame(expected.others, others) },
  {
    what: 'until when',
    points: 1,
    isEarned: ({ expected: { clearsAt } }, outcome) => (clearsAt === null ? null : new Date(clearsAt).toISOString()) === outcome.clearsAt,
  },
])
