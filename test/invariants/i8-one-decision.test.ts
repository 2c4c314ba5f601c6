import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import * as make from '../harness/make.ts'

/** Repeat a run with SEED=<number>. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31))

let api: TestApi
let keys: { name: string; key: string }[]
beforeAll(async () => {
  api = await startTestApi()
  keys = []
  for (const scopes of [['review'], ['review', 'operate'], ['review', 'admin']] as const)
    keys.push({ name: scopes.join('+'), key: await api.keyFor(...scopes) })
})
afterAll(() => api.stop())

/** mulberry32: small, and the same on every machine. */
function randomFrom(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const names = ['approveDraft', 'rejectDraft', 'editDraft', 'undoReview', 'approveDraft with text', 'reviewDrafts'] as const
type Operation = { by: { name: string; key: string }; what: (typeof names)[number]; draftId: string; version: number; number: number }
type Answer = {
  __typename: string
  code?: string
  message?: string
  currentVersion?: number
  decidedBy?: string | null
  decidedAt?: string | null
  draft?: { version: number }
}

const failure =
  '... on UserError { code message } ... on ConflictError { currentVersion decidedBy decidedAt } ... on RefusedError { reasons { code } }'
const text = (number: number) => `Hi Ana,\n\nYou run operations at Acme, as I read in note ${number}. Worth a look?\n\nDani`

async function run({ by, what, draftId, version, number }: Operation): Promise<Answer> {
  if (what === 'reviewDrafts') {
    const { data } = await api.ask<{ reviewDrafts: { outcomes: { error: Answer | null; draft: { version: number } }[] } }>(
      by.key,
      `mutation ($decisions: [ReviewDecisionInput!]!) { reviewDrafts(input: { decisions: $decisions }) { ... on ReviewDraftsSuccess {
        outcomes { draft { version } error { __typename code message ... on ConflictError { currentVersion decidedBy decidedAt } } } } } }`,
      { decisions: [{ draftId, version, decision: 'APPROVE' }] },
    )
    const outcome = data?.reviewDrafts.outcomes[0]
    if (!outcome) throw new Error('reviewDrafts gave no outcome')
    return outcome.error ?? { __typename: 'ReviewDraftsSuccess', draft: outcome.draft }
  }
  const name = what === 'approveDraft with text' ? 'approveDraft' : what
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const input = {
    draftId,
    version,
    ...(what === 'rejectDraft' && { tag: 'other', reason: `Rejected by ${by.name}, number ${number}` }),
    ...((what === 'editDraft' || what === 'approveDraft with text') && { body: text(number) }),
  }
  const answer = await api.ask<Record<string, Answer>>(
    by.key,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { draft { version } } ${failure} } }`,
    { input },
  )
  const outcome = answer.data?.[name]
  if (!outcome) throw new Error(JSON.stringify(answer))
  return outcome
}

test(`one decision stands for each version, whoever and however many decide at once (SEED=${seed})`, async () => {
  const random = randomFrom(seed)
  const pick = <T>(list: readonly T[]): T => {
    const one = list[random(list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  for (let round = 0; round < 12; round++) {
    const drafts = await Promise.all([make.draft(api.writer), make.draft(api.writer)])
    for (let wave = 0; wave < 4; wave++) {
      const { rows } = await api.writer.pool.query<{ id: string; version: number }>('select id, version from draft where id = any($1)', [
        drafts.map(({ id }) => id),
      ])
      const seen = new Map(rows.map(({ id, version }) => [id, version]))
      const operations = Array.from({ length: 8 }, (_, number): Operation => {
        const { id, globalId } = pick(drafts)
        return {
          by: pick(keys),
          what: pick(names),
          draftId: globalId,
          version: Math.max(1, (seen.get(id) ?? 1) - (random(6) === 0 ? 1 : 0)),
          number: wave * 8 + number,
        }
      })
      const answers = await Promise.all(operations.map(run))

      for (const { id, globalId } of drafts) {
        const here = answers.flatMap((answer, place) =>
          operations[place]?.draftId === globalId ? [{ answer, operation: operations[place] }] : [],
        )
        const won = here.filter(({ answer }) => answer.__typename.endsWith('Success'))
        // Who won named a version that nobody else won.
        const versions = won.map(({ operation }) => operation.version)
        expect(new Set(versions).size).toBe(versions.length)
        for (const { answer, operation } of won) expect(answer.draft?.version).toBeGreaterThanOrEqual(operation.version + 1)
        const { rows: reviews } = await api.writer.pool.query<{ draft_version: number; decision: string; actor: string; at: Date }>(
          'select draft_version, decision, actor, at from review where draft_id = $1 order by draft_version',
          [id],
        )
        for (const { answer, operation } of here) {
          if (answer.__typename !== 'ConflictError') continue
          // A loser hears of a decision that really stands, with its author and its time, in fields or in words: one on the version that it
          // saw or a later one, or the one that made the version that it saw.
          const winners = reviews.filter(({ draft_version }) => draft_version >= operation.version - 1)
          expect(winners.length).toBeGreaterThan(0)
          expect(answer.currentVersion).toBeGreaterThan(operation.version - 1)
          if (answer.decidedBy)
            expect(winners.map(({ actor, at }) => `${actor} ${at.toISOString()}`)).toContain(`${answer.decidedBy} ${answer.decidedAt}`)
          else
            expect(
              winners.some(({ actor, at }) => answer.message?.includes(actor) && answer.message.includes(at.toISOString().slice(11, 16))),
            ).toBe(true)
        }
      }
    }
    for (const { id, lead } of drafts) await expectWhole(id, lead.id)
  }
})

/** Every version has its one review, audit row and timeline entry; the chain of statuses has no break; the lead stands where the draft does. */
async function expectWhole(id: string, leadId: string): Promise<void> {
  const { rows: reviews } = await api.writer.pool.query<{ draft_version: number; decision: string; from: string; to: string }>(
    `select draft_version, decision, change->>'from' as from, change->>'to' as to from review where draft_id = $1 order by draft_version`,
    [id],
  )
  const { rows } = await api.writer.pool.query<{ status: string; version: number; lead: string; audits: number; entries: number }>(
    `select d.status, d.version, l.status as lead, (select count(*)::int from audit_entry where subject_id = d.id::text) as audits,
      (select count(*)::int from timeline_entry where lead_id = l.id) as entries
     from draft d join lead l on l.id = d.lead_id where d.id = $1 and l.id = $2`,
    [id, leadId],
  )
  const [draft] = rows
  expect(reviews.map(({ draft_version }) => draft_version)).toEqual(reviews.map((_, place) => place + 1))
  expect(draft).toMatchObject({ version: reviews.length + 1, audits: reviews.length, entries: reviews.length })
  let status = 'PENDING'
  for (const { decision, from, to } of reviews) {
    expect(from).toBe(status)
    if (decision === 'APPROVE' || decision === 'REJECT' || decision === 'EDIT') expect(from).toBe('PENDING')
    status = to
  }
  expect(draft?.status).toBe(status)
  expect(draft?.lead).toBe(status)
}
