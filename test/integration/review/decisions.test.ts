import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { makeBatch, sendTo } from '../../harness/make-dispatch.ts'

let api: TestApi
let dana: string
let bo: string
beforeAll(async () => {
  api = await startTestApi()
  dana = await api.keyFor('review')
  bo = await api.keyFor('review', 'operate')
})
afterAll(() => api.stop())

type Outcome = Record<string, unknown> & { __typename: string }
const failure = `... on UserError { code message path } ... on ConflictError { currentVersion decidedBy decidedAt } ... on RefusedError { reasons { code message } } ... on ForbiddenError { requiredScope }`
const shown = `draft { id version status subject body originalBody edited undoUntil lead { status statusCause } reviews { decision tag reason actor } claims { field start end evidence { text } } compliance { name passed } }`

async function decide(key: string, name: string, input: Record<string, unknown>): Promise<Outcome> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const answer = await api.ask<Record<string, Outcome>>(
    key,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${shown} } ${failure} } }`,
    { input },
  )
  const outcome = answer.data?.[name]
  if (!outcome) throw new Error(JSON.stringify(answer))
  return outcome
}
const reason = 'Not our kind of company at all.'
const rowsOf = async (text: string, ...values: unknown[]) => (await api.writer.pool.query(text, values)).rows

test('an approval moves draft and lead, and leaves one review, one audit row and one entry on the timeline', async () => {
  const { id, globalId, lead } = await make.draft(api.writer)
  expect(await decide(dana, 'approveDraft', { draftId: globalId, version: 1, note: 'Good one' })).toMatchObject({
    __typename: 'ApproveDraftSuccess',
    draft: {
      version: 2,
      status: 'APPROVED',
      edited: false,
      undoUntil: expect.any(String),
      lead: { status: 'APPROVED' },
      reviews: [{ decision: 'APPROVE', reason: 'Good one', actor: 'review' }],
    },
  })
  expect(await rowsOf('select draft_version, decision from review where draft_id = $1', id)).toEqual([
    { draft_version: 1, decision: 'APPROVE' },
  ])
  expect(await rowsOf('select action, actor from audit_entry where subject_id = $1', id)).toEqual([
    { action: 'draft.approved', actor: 'review' },
  ])
  expect(await rowsOf('select kind, summary from timeline_entry where lead_id = $1', lead.id)).toEqual([
    { kind: 'decision', summary: 'Approved “Operations at Acme”: Good one' },
  ])
})

test('who comes second learns who decided what and when, and changes nothing', async () => {
  const { id, globalId } = await make.draft(api.writer)
  await decide(dana, 'approveDraft', { draftId: globalId, version: 1 })
  const late = [
    await decide(bo, 'approveDraft', { draftId: globalId, version: 1 }),
    await decide(bo, 'rejectDraft', { draftId: globalId, version: 1, tag: 'other', reason }),
    await decide(bo, 'editDraft', { draftId: globalId, version: 1, body: 'Hi Ana,\n\nMine. Worth a look?' }),
    await decide(bo, 'editDraft', { draftId: globalId, version: 2, body: 'Hi Ana,\n\nMine. Worth a look?' }),
  ]
  for (const outcome of late) {
    expect(outcome).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      currentVersion: 2,
      decidedBy: 'review',
      decidedAt: expect.any(String),
    })
    expect(outcome.message).toContain('review approved this draft at ')
  }
  expect(await rowsOf('select count(*)::int as count from review where draft_id = $1', id)).toEqual([{ count: 1 }])
})

test('a newer text is a conflict that names its version, and nobody has decided', async () => {
  const { globalId } = await make.draft(api.writer)
  const edited = await decide(dana, 'editDraft', { draftId: globalId, version: 1, subject: 'Hiring at Acme' })
  expect(edited).toMatchObject({ draft: { version: 2, status: 'PENDING', edited: true, subject: 'Hiring at Acme' } })
  expect(await decide(bo, 'approveDraft', { draftId: globalId, version: 1 })).toMatchObject({
    __typename: 'ConflictError',
    currentVersion: 2,
    decidedBy: null,
  })
})

test('an edit keeps the original, carries the claims whose words stand, and shows a check that fails', async () => {
  const { globalId, body } = await make.draft(api.writer)
  const text = `Hello Ana,\r\n\r\nYou run operations at Acme.\r\n\r\nDani`
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 1, body: text })).toMatchObject({
    draft: {
      body: text.replaceAll('\r\n', '\n'),
      originalBody: body,
      claims: [{ field: 'body', start: 34, end: 38, evidence: { text: 'They work for Acme.' } }],
      compliance: expect.arrayContaining([{ name: 'call_to_action', passed: false }]),
      reviews: [{ decision: 'EDIT' }],
    },
  })
  const refused = await decide(dana, 'approveDraft', { draftId: globalId, version: 2 })
  expect(refused).toMatchObject({ __typename: 'RefusedError', code: 'COMPLIANCE_FAILED', reasons: [{ code: 'call_to_action' }] })
  expect(await decide(dana, 'approveDraft', { draftId: globalId, version: 2, body })).toMatchObject({
    draft: { status: 'APPROVED', version: 3 },
  })
})

test('an approval with an edited text is one step and one review', async () => {
  const { id, globalId } = await make.draft(api.writer)
  const body = 'Hi Ana,\n\nYou run operations at Acme. Shall we talk?\n\nDani'
  expect(await decide(dana, 'approveDraft', { draftId: globalId, version: 1, body, subject: 'Talk at Acme' })).toMatchObject({
    draft: { status: 'APPROVED', version: 2, body, subject: 'Talk at Acme', edited: true, reviews: [{ decision: 'APPROVE' }] },
  })
  expect(
    await rowsOf(`select change->'before'->>'subject' as before, change->'after'->>'subject' as after from review where draft_id = $1`, id),
  ).toEqual([{ before: 'Operations at Acme', after: 'Talk at Acme' }])
})

test.each([
  ['braces', 'Hi {{first_name}},\n\nWorth a look?', 'clean_text'],
  ['a right-to-left override', 'Hi Ana,\n\nWorth \u202ea look?', 'clean_text'],
  ['two asks', 'Hi Ana,\n\nWorth a look? Or not?', 'call_to_action'],
])('an approval with %s is refused by name', async (_, body, check) => {
  const { globalId } = await make.draft(api.writer)
  const refused = await decide(dana, 'approveDraft', { draftId: globalId, version: 1, body })
  expect(refused).toMatchObject({
    __typename: 'RefusedError',
    code: 'COMPLIANCE_FAILED',
    message: `Not approved. 1 check fails: ${check}.`,
    reasons: [{ code: check }],
  })
})

test('an edit with braces or unseen characters is not saved, and says what was found', async () => {
  const { globalId } = await make.draft(api.writer)
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 1, body: 'Hi {{x}}, worth a look?' })).toMatchObject({
    code: 'COMPLIANCE_FAILED',
    message: 'Not saved. The text holds a placeholder: {{x',
  })
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 1, subject: 'Hiring\u202e at Acme' })).toMatchObject({
    message: 'Not saved. The subject holds a character that nobody sees: U+202E',
  })
})

test('guards that nothing gets past stop an approval', async () => {
  const { globalId } = await make.draft(api.writer)
  expect(
    await decide(dana, 'approveDraft', { draftId: globalId, version: 1, body: 'Hi Bob,\n\nYou run operations at Acme. Worth a look?' }),
  ).toMatchObject({
    __typename: 'RefusedError',
    code: 'GUARD_REFUSED',
    reasons: [{ code: 'GUARD-006' }],
  })
})

test.each([
  [
    'suppressed since',
    (email: string) => [`insert into suppression (email, person_key, reason, source) values ($1, $1, 'asked', 'test')`, email],
    'asked not to be written to',
  ],
  [
    'at an excluded domain',
    (email: string) => [`insert into exclusion (kind, domain, source) values ('CUSTOMER', $1, 'test')`, email.split('@')[1]],
    'a customer',
  ],
  [
    'in a country without a lawful basis',
    (email: string) => [`update lead set country_code = 'DE' where email = $1`, email],
    'no lawful basis',
  ],
  ['whose address is invalid', (email: string) => [`update lead set email_status = 'INVALID' where email = $1`, email], 'not valid'],
])('a recipient %s cannot be approved', async (_, change, words) => {
  const { globalId, lead } = await make.draft(api.writer)
  const [text = '', value] = change(lead.email)
  await api.writer.pool.query(text, [value])
  const refused = await decide(dana, 'approveDraft', { draftId: globalId, version: 1 })
  expect(refused).toMatchObject({ code: 'COMPLIANCE_FAILED', reasons: [{ code: 'recipient_allowed' }] })
  expect(JSON.stringify(refused.reasons)).toContain(words)
})

test('a rejection needs a known tag and a reason; the lead is rejected with it', async () => {
  const { globalId } = await make.draft(api.writer)
  const given = { draftId: globalId, version: 1, tag: 'weak_subject', reason }
  expect(await decide(dana, 'rejectDraft', { ...given, reason: '  too bad ' })).toMatchObject({
    __typename: 'InvalidInputError',
    path: ['reason'],
    message: 'reason: needs at least 10 characters',
  })
  expect(await decide(dana, 'rejectDraft', { ...given, reason: 'x'.repeat(10_000) })).toMatchObject({
    message: 'reason: may have at most 2000 characters',
  })
  expect(await decide(dana, 'rejectDraft', { ...given, tag: 'boring' })).toMatchObject({ code: 'INVALID_INPUT', path: ['tag'] })
  expect(await decide(dana, 'rejectDraft', { ...given, exclude: 'CUSTOMER' })).toMatchObject({ code: 'INVALID_INPUT', path: ['exclude'] })
  expect(await decide(dana, 'rejectDraft', given)).toMatchObject({
    draft: { status: 'REJECTED', lead: { status: 'REJECTED' }, reviews: [{ decision: 'REJECT', tag: 'weak_subject', reason }] },
  })
})

test('icp_mismatch can exclude the company in the same step: its leads are disqualified, their drafts withdrawn', async () => {
  const acme = await make.company(api.writer)
  const first = await make.draft(api.writer, { lead: await make.lead(api.writer, { companyId: acme.id, email: `a@${acme.domain}` }) })
  const other = await make.draft(api.writer, { lead: await make.lead(api.writer, { companyId: acme.id, email: `b@${acme.domain}` }) })
  expect(
    await decide(dana, 'rejectDraft', { draftId: first.globalId, version: 1, tag: 'icp_mismatch', reason, exclude: 'COMPETITOR' }),
  ).toMatchObject({ draft: { status: 'REJECTED', lead: { status: 'DISQUALIFIED', statusCause: 'exclusion' } } })
  expect(await rowsOf('select kind, domain, note, source from exclusion where domain = $1', acme.domain)).toEqual([
    { kind: 'COMPETITOR', domain: acme.domain, note: reason, source: 'review' },
  ])
  expect(await decide(bo, 'approveDraft', { draftId: other.globalId, version: 1 })).toMatchObject({
    __typename: 'ConflictError',
    currentVersion: 2,
    decidedBy: null,
    message: expect.stringContaining('withdrawn'),
  })
  expect(await decide(dana, 'undoReview', { draftId: first.globalId, version: 2 })).toMatchObject({
    code: 'NOT_READY',
    reasons: [{ code: 'LEAD_CLOSED' }],
  })
})

test('a conflicting rejection excludes nobody', async () => {
  const { globalId, lead } = await make.draft(api.writer)
  await decide(dana, 'approveDraft', { draftId: globalId, version: 1 })
  await decide(bo, 'rejectDraft', { draftId: globalId, version: 1, tag: 'icp_mismatch', reason, exclude: 'CUSTOMER' })
  expect(await rowsOf('select id from exclusion where domain = $1', lead.email.split('@')[1])).toEqual([])
})

test('a decision can be taken back for ten minutes of business time, and not after', async () => {
  const approved = await make.draft(api.writer)
  const rejected = await make.draft(api.writer)
  await decide(dana, 'approveDraft', { draftId: approved.globalId, version: 1 })
  await decide(dana, 'rejectDraft', { draftId: rejected.globalId, version: 1, tag: 'other', reason })
  for (const { globalId } of [approved, rejected]) {
    expect(await decide(bo, 'undoReview', { draftId: globalId, version: 1 })).toMatchObject({
      __typename: 'ConflictError',
      currentVersion: 2,
    })
    expect(await decide(bo, 'undoReview', { draftId: globalId, version: 2 })).toMatchObject({
      draft: { status: 'PENDING', version: 3, undoUntil: null, lead: { status: 'PENDING' } },
    })
    expect(await decide(bo, 'undoReview', { draftId: globalId, version: 3 })).toMatchObject({
      code: 'ALREADY_DONE',
      reasons: [{ code: 'NOT_DECIDED' }],
    })
    expect(await decide(bo, 'approveDraft', { draftId: globalId, version: 3 })).toMatchObject({ draft: { status: 'APPROVED', version: 4 } })
  }
  await api.writer.pool.query(`update installation set moved = moved + interval '10 minutes 1 second'`)
  expect(await decide(dana, 'undoReview', { draftId: approved.globalId, version: 4 })).toMatchObject({
    __typename: 'RefusedError',
    code: 'EXPIRED',
    message: expect.stringContaining('Too late: review+operate approved this draft at '),
  })
})

test('what is being sent can not be taken back: the answer says that it is too late, and nothing changes', async () => {
  const { id, globalId, lead } = await make.draft(api.writer)
  await decide(dana, 'approveDraft', { draftId: globalId, version: 1 })
  const send = sendTo(lead.email, { lead: lead.id, draft: id, draftVersion: 2 })
  const { sendIds } = await makeBatch(api.writer, [send])
  // As `reserve` leaves it: the platform is being called, and the approval stands.
  await rowsOf(`update send set status = 'IN_FLIGHT' where id = $1`, sendIds[0])
  expect(await decide(bo, 'undoReview', { draftId: globalId, version: 2 })).toMatchObject({
    code: 'ALREADY_DONE',
    message: 'Too late: it is being sent.',
    reasons: [{ code: 'ALREADY_SENT' }],
  })
  expect(await rowsOf('select status, version from draft where id = $1', id)).toEqual([{ status: 'APPROVED', version: 2 }])
})

test('a draft that came after a rejection is not pushed aside by taking the rejection back', async () => {
  const { globalId, lead } = await make.draft(api.writer)
  await decide(dana, 'rejectDraft', { draftId: globalId, version: 1, tag: 'other', reason })
  await make.draft(api.writer, { lead })
  expect(await decide(dana, 'undoReview', { draftId: globalId, version: 2 })).toMatchObject({
    code: 'ALREADY_DONE',
    reasons: [{ code: 'SUPERSEDED' }],
  })
})

test('the same clientMutationId decides once and answers the same', async () => {
  const { id, globalId } = await make.draft(api.writer)
  const input = { draftId: globalId, version: 1, clientMutationId: 'double-click' }
  const first = await decide(dana, 'approveDraft', input)
  expect(await decide(dana, 'approveDraft', input)).toEqual(first)
  expect(await rowsOf('select count(*)::int as count from review where draft_id = $1', id)).toEqual([{ count: 1 }])
})

test('what can’t be asked is refused in words', async () => {
  const { globalId, lead } = await make.draft(api.writer)
  expect(await decide(dana, 'approveDraft', { draftId: globalId, version: 0 })).toMatchObject({
    code: 'INVALID_INPUT',
    message: 'version: counts from 1',
  })
  expect(await decide(dana, 'approveDraft', { draftId: make.globalId('Lead', lead.id), version: 1 })).toMatchObject({
    message: 'draftId: is the id of a Lead, not of a Draft',
  })
  expect(await decide(dana, 'approveDraft', { draftId: make.globalId('Draft', lead.id), version: 1 })).toMatchObject({ code: 'NOT_FOUND' })
  expect(await decide(dana, 'openDraft', { draftId: make.globalId('Draft', lead.id) })).toMatchObject({ code: 'NOT_FOUND' })
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 1 })).toMatchObject({ message: 'The text is the same as before.' })
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 1, body: 'a\u0000b' })).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['body'],
  })
  expect(await decide(await api.keyFor('operate'), 'approveDraft', { draftId: globalId, version: 1 })).toMatchObject({
    code: 'FORBIDDEN',
    requiredScope: 'review',
  })
})

test('a blocked draft is mended by an edit, or stays blocked', async () => {
  const { globalId } = await make.draft(api.writer, {
    columns: { status: 'BLOCKED', guard_notes: JSON.stringify([{ code: 'GUARD-007', message: 'No ask' }]) },
  })
  expect(await decide(dana, 'approveDraft', { draftId: globalId, version: 1 })).toMatchObject({ code: 'GUARD_REFUSED' })
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 1, body: 'Hi Ana,\n\nYou run Acme.' })).toMatchObject({
    draft: { status: 'BLOCKED', version: 2 },
  })
  expect(await decide(dana, 'editDraft', { draftId: globalId, version: 2, body: 'Hi Ana,\n\nYou run Acme. Worth a look?' })).toMatchObject({
    draft: { status: 'PENDING', version: 3 },
  })
})

test('a selection is decided one by one: each has its outcome, in the order given', async () => {
  const drafts = [
    await make.draft(api.writer),
    await make.draft(api.writer, { body: 'Hi Ana,\n\nNothing asked.' }),
    await make.draft(api.writer),
    await make.draft(api.writer),
  ]
  const [good, red, taken, bad] = drafts.map(({ globalId }) => globalId)
  await decide(bo, 'approveDraft', { draftId: taken, version: 1 })
  const answer = await api.ask(
    dana,
    `mutation ($decisions: [ReviewDecisionInput!]!) { reviewDrafts(input: { decisions: $decisions }) { ... on ReviewDraftsSuccess {
      outcomes { draftId decided draft { status version } error { code ... on ConflictError { decidedBy } ... on RefusedError { reasons { code } } } } } ... on UserError { code message } } }`,
    {
      decisions: [
        { draftId: good, version: 1, decision: 'APPROVE' },
        { draftId: red, version: 1, decision: 'APPROVE' },
        { draftId: taken, version: 1, decision: 'REJECT', tag: 'other', reason },
        { draftId: bad, version: 1, decision: 'REJECT', tag: 'other', reason },
      ],
    },
  )
  expect(answer).toMatchObject({
    data: {
      reviewDrafts: {
        outcomes: [
          { draftId: good, decided: true, draft: { status: 'APPROVED', version: 2 }, error: null },
          {
            draftId: red,
            decided: false,
            draft: { status: 'PENDING', version: 1 },
            error: { code: 'COMPLIANCE_FAILED', reasons: [{ code: 'call_to_action' }] },
          },
          { draftId: taken, decided: false, draft: { status: 'APPROVED' }, error: { code: 'CONFLICT', decidedBy: 'review+operate' } },
          { draftId: bad, decided: true, draft: { status: 'REJECTED', version: 2 }, error: null },
        ],
      },
    },
  })
})
