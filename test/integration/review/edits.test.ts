import { valueFirst } from '@swarm/jobs/craft/templates/value-first'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'

let api: TestApi
let dana: string
let reader: string
beforeAll(async () => {
  api = await startTestApi()
  dana = await api.keyFor('review')
  reader = await api.keyFor('read')
})
afterAll(() => api.stop())

const rowsOf = async (text: string, ...values: unknown[]) => (await api.writer.pool.query(text, values)).rows

/** Asks as a client does; the data, or the first error thrown. */
async function ask<Data>(key: string, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const { data, errors } = await api.ask<Data>(key, query, variables)
  if (!data) throw new Error(JSON.stringify(errors))
  return data
}

const closing = 'Would a marked-up example of your own week help?'

/** A pending draft of `value_first` whose words stand in the shipped template, for a lead of its own. */
function draftFor(firstName: string): Promise<make.MadeDraft> {
  const body = `Hi ${firstName},\n\nYou run operations at Acme.\n\n${closing}\n\nBest,\nDani`
  return make.draft(api.writer, { firstName, body, columns: { angle: 'value_first' } })
}

async function edit(draft: make.MadeDraft & { version?: number }, body: string, name = 'editDraft'): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const answer = await ask<Record<string, { __typename: string }>>(
    dana,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on UserError { message } } }`,
    { input: { draftId: draft.globalId, version: draft.version ?? 1, body } },
  )
  expect(answer[name]).toEqual({ __typename: `${type}Success` })
}

type Proposal = {
  key: string
  angle: string
  before: string
  after: string
  drafts: number
  document: { body: string } | null
  whyNot: string | null
  edits: { draft: { id: string } | null; actor: string }[]
}
const proposals = async () =>
  (
    await ask<{ templateProposals: Proposal[] }>(
      reader,
      '{ templateProposals { key angle before after drafts document whyNot edits { draft { id } actor } } }',
    )
  ).templateProposals

/** Puts a text into the database that holds the words of these drafts, as its newest version. */
async function saveTemplate(): Promise<number> {
  const { angle: _, version: __, ...rest } = valueFirst
  const document = { ...rest, body: `{greeting}\n\n{opener}\n\n${closing}`, requires: [...rest.requires] }
  const [row] = await rowsOf(
    `select save_template('value_first', (select max(version) from template_version where angle = 'value_first'), $1, null, 'test', '{}') as version`,
    JSON.stringify(document),
  )
  return Number(row?.version)
}

test('what a reviewer changed is kept word by word, by angle, and can be asked for', async () => {
  const draft = await draftFor('Ida')
  await edit(draft, draft.body.replace('You run operations', 'You lead operations').replace('Best,', 'Kind regards,'))
  const { draftEdits } = await ask<{ draftEdits: { edges: { node: Record<string, unknown> }[] } }>(
    reader,
    '{ draftEdits(angle: "value_first") { edges { node { angle field before after left right actor templateVersion draft { id } } } } }',
  )
  expect(draftEdits.edges.map(({ node }) => node)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'body', before: 'run', after: 'lead', actor: 'review', draft: { id: draft.globalId } }),
      expect.objectContaining({ field: 'body', before: 'Best', after: 'Kind regards' }),
    ]),
  )
  const other = await ask<{ draftEdits: { edges: unknown[] } }>(reader, '{ draftEdits(angle: "quick_win") { edges { node { angle } } } }')
  expect(other.draftEdits.edges).toEqual([])
})

test('the same edit in three drafts is proposed for the template; accepted it is the next version, which nobody writes from yet', async () => {
  const version = await saveTemplate()
  const live = await rowsOf(`select live_template('value_first') as version`)
  const shorter = 'Worth a look?'
  for (const [nth, name] of ['Ana', 'Bo', 'Cleo'].entries()) {
    const draft = await draftFor(name)
    // The third one approves with the edited text: that is an edit too.
    await edit(draft, draft.body.replace(closing, shorter), nth === 2 ? 'approveDraft' : 'editDraft')
    expect((await proposals()).filter(({ after }) => after.startsWith('Worth'))).toHaveLength(nth === 2 ? 1 : 0)
  }
  const [proposal] = (await proposals()).filter(({ after }) => after.startsWith('Worth'))
  if (!proposal) throw new Error('nothing was proposed')
  expect(proposal).toMatchObject({ angle: 'value_first', drafts: 3, whyNot: null })
  expect(proposal.document?.body).toBe(`{greeting}\n\n{opener}\n\n${shorter}`)
  expect(proposal.edits).toHaveLength(3)
  expect(await rowsOf(`select message, count from alert where cause like 'template-proposal:%'`)).toEqual([
    { message: 'The same edit was made to 3 drafts of value first: it is proposed for the template.', count: 1 },
  ])

  const accept = `mutation ($input: AcceptTemplateProposalInput!) { acceptTemplateProposal(input: $input) { __typename ... on AcceptTemplateProposalSuccess { angle version } ... on UserError { message } } }`
  const both = await Promise.all(
    [1, 2].map(() =>
      ask<{ acceptTemplateProposal: { __typename: string; version?: number } }>(dana, accept, { input: { key: proposal.key } }),
    ),
  )
  // A double click saves one version.
  expect(both.map(({ acceptTemplateProposal: one }) => one.__typename).toSorted()).toEqual([
    'AcceptTemplateProposalSuccess',
    expect.stringMatching(/ConflictError|NotFoundError/),
  ])
  expect(
    await rowsOf(
      `select version, document ->> 'body' as body, created_by from template_version where angle = 'value_first' and version > $1`,
      version,
    ),
  ).toEqual([{ version: version + 1, body: `{greeting}\n\n{opener}\n\n${shorter}`, created_by: 'review' }])
  expect(await rowsOf(`select live_template('value_first') as version`)).toEqual(live)
  expect((await proposals()).some(({ key }) => key === proposal.key)).toBe(false)
  expect(await rowsOf(`select action from audit_entry where subject_id = 'value_first' and actor = 'review' order by id`)).toEqual([
    { action: 'template.saved' },
    { action: 'template.proposal_accepted' },
  ])
})

test('an edit that states a fact without evidence is kept and shown, and can’t be approved while guards are hard', async () => {
  const draft = await draftFor('Kai')
  await edit(draft, draft.body.replace(closing, `Your 300 people would feel it. ${closing}`))
  const approve = (version: number) =>
    ask<{ approveDraft: { __typename: string; code?: string; reasons?: { code: string; message: string }[] } }>(
      dana,
      'mutation ($input: ApproveDraftInput!) { approveDraft(input: $input) { __typename ... on RefusedError { code reasons { code message } } } }',
      { input: { draftId: draft.globalId, version } },
    )
  expect(await ask(reader, 'query ($id: ID!) { draft(id: $id) { guardNotes { code } } }', { id: draft.globalId })).toEqual({
    draft: { guardNotes: [{ code: 'GUARD-009' }] },
  })
  expect((await approve(2)).approveDraft).toMatchObject({
    code: 'GUARD_REFUSED',
    reasons: [{ code: 'GUARD-009', message: expect.stringContaining('300 people') }],
  })
  await edit({ ...draft, version: 2 }, draft.body.replace(closing, `You asked for a month. ${closing}`))
  expect((await approve(3)).approveDraft.code).toBe('GUARD_REFUSED')
  await rowsOf(
    `insert into reply (delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
    select gen_random_uuid(), lead_id, 'instantly', 'EMAIL', 'In May.', 'In May.', 'NOT_NOW', 'NOT_NOW', 1, '[]', 'no', false, false, now() from draft where id = $1`,
    draft.id,
  )
  expect((await approve(3)).approveDraft.__typename).toBe('ApproveDraftSuccess')
})

test('one that is dismissed with a reason is not proposed again; a reader can do neither', async () => {
  for (const name of ['Dag', 'Eva', 'Finn']) {
    const draft = await draftFor(name)
    await edit(draft, draft.body.replace('You run operations', 'You keep things going'))
  }
  const [proposal] = (await proposals()).filter(({ after }) => after.includes('keep things'))
  // Those words are the opener's of each lead: the template does not hold them.
  expect(proposal).toMatchObject({ document: null, whyNot: expect.stringContaining('do not stand in the template') })
  const dismiss = `mutation ($input: DismissTemplateProposalInput!) { dismissTemplateProposal(input: $input) { __typename ... on UserError { message } } }`
  const input = { key: proposal?.key, reason: 'Only these three run operations like that.' }
  expect(await ask(reader, dismiss, { input })).toMatchObject({ dismissTemplateProposal: { __typename: 'ForbiddenError' } })
  expect(await ask(dana, dismiss, { input })).toMatchObject({ dismissTemplateProposal: { __typename: 'DismissTemplateProposalSuccess' } })
  expect((await proposals()).some(({ key }) => key === proposal?.key)).toBe(false)
  const draft = await draftFor('Gus')
  await edit(draft, draft.body.replace('You run operations', 'You keep things going'))
  expect((await proposals()).some(({ key }) => key === proposal?.key)).toBe(false)
})

test('the next draft of a lead shows what was rejected for it, with tag, reason, angle and opener, for thirty days', async () => {
  const first = await draftFor('Hana')
  await ask(dana, `mutation ($input: RejectDraftInput!) { rejectDraft(input: $input) { __typename } }`, {
    input: { draftId: first.globalId, version: 1, tag: 'weak_cta', reason: 'It asks for nothing clear.' },
  })
  const next = await make.draft(api.writer, { lead: first.lead })
  const earlier = () =>
    ask(reader, `query ($id: ID!) { draft(id: $id) { earlierRejections { tag reason angle opener actor } } }`, { id: next.globalId })
  expect(await earlier()).toEqual({
    draft: {
      earlierRejections: [
        {
          tag: 'weak_cta',
          reason: 'It asks for nothing clear.',
          angle: 'value_first',
          opener: expect.stringContaining('You run operations'),
          actor: 'review',
        },
      ],
    },
  })
  await rowsOf(`update installation set moved = interval '31 days'`)
  expect(await earlier()).toEqual({ draft: { earlierRejections: [] } })
})
