import { createWriter } from '@swarm/db/write'
import { ensureTemplates } from '@swarm/jobs/craft/ensure-templates'
import { loadTemplates } from '@swarm/jobs/craft/load-templates'
import { SHIPPED_TEMPLATES } from '@swarm/jobs/craft/shipped-templates'
import type { TemplateDocument } from '@swarm/jobs/craft/template'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { boardQuestion } from './board-question.ts'
import { knownLead, observe } from './written-to.ts'

let api: TestApi
let admin: string
let reviewer: string
beforeAll(async () => {
  api = await startTestApi()
  admin = await api.keyFor('admin')
  reviewer = await api.keyFor('review')
})
afterAll(() => api.stop())

type Version = { version: number; document: TemplateDocument; createdBy: string }
type Text = {
  angle: string
  /** Every shipped text has one; a new one none before its sign-off. */
  live: Version
  newest: Version
  outdated: number
  signOffs: { version: number; replaced: number | null; actor: string }[]
}
type Outcome = {
  __typename: string
  code?: string
  message?: string
  currentVersion?: number
  requiredScope?: string
  reasons?: { code: string; message: string }[]
  template?: { live: { version: number } | null; newest: { version: number } }
  safety?: { stoppedAngles: string[] }
  outcomes?: { draft: { id: string; status: string; body: string } | null; error: { code: string } | null }[]
}
const rowsOf = async (text: string, ...values: unknown[]) => (await api.writer.pool.query(text, values)).rows

async function textOf(angle: string): Promise<Text> {
  const { data, errors } = await api.ask<{ template: Text }>(
    reviewer,
    `query ($angle: String!) { template(angle: $angle) { angle outdated live { version document createdBy } newest { version document createdBy }
      signOffs { version replaced actor } } }`,
    { angle },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.template
}

async function mutate(
  key: string,
  name: string,
  input: Record<string, unknown>,
  wanted = 'template { live { version } newest { version } }',
) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const { data, errors } = await api.ask<Record<string, Outcome>>(
    key,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${wanted} } ... on UserError { code message }
      ... on ConflictError { currentVersion } ... on ForbiddenError { requiredScope } ... on RefusedError { reasons { code message } } } }`,
    { input },
  )
  const outcome = data?.[name]
  if (!outcome) throw new Error(JSON.stringify(errors))
  return outcome
}
const save = (angle: string, document: object, expectedVersion: number, key = admin) =>
  mutate(key, 'saveTemplate', { angle, document, expectedVersion })
const signOff = (angle: string, version: number, liveVersion: number | null, key = reviewer) =>
  mutate(key, 'signOffTemplate', { angle, version, liveVersion })

const words = 'Let AI prepare the work and let a person sign it off.'
const otherWords = 'AI prepares the work, and a person signs it off.'

test('what the product ships is live after the first start, and a later start changes nothing', async () => {
  const { data } = await api.ask<{ templates: Text[] }>(
    reviewer,
    '{ templates { angle live { version createdBy } newest { version } outdated } }',
  )
  expect(data?.templates.map(({ angle }) => angle)).toEqual(SHIPPED_TEMPLATES.map(({ angle }) => angle).toSorted())
  for (const { live, newest } of data?.templates ?? []) expect(live.version).toBe(newest.version)
  const migrating = createWriter({ url: api.database.urls.migrate, name: 'migrate', maxConnections: 1, onConnectionError: () => {} })
  await ensureTemplates(migrating)
  expect(await rowsOf('select count(*)::int from template_version')).toEqual([{ count: SHIPPED_TEMPLATES.length }])
  // A later product ships other words: they wait, and what people have approved stays live.
  await migrating.pool.query(
    `update template_version set document = jsonb_set(document, '{topic}', '"older words"') where angle = 'quick_win'`,
  )
  const before = await textOf('quick_win')
  await ensureTemplates(migrating)
  const after = await textOf('quick_win')
  expect(after.live.version).toBe(before.live.version)
  expect(after.newest.version).toBe(before.live.version + 1)
  await migrating.end()
})

test('a version is written from once a reviewer has signed it off; waiting drafts keep their words until they are crafted again', async () => {
  const { live } = await textOf('close')
  const lead = await knownLead(api.writer)
  const draftOf = (columns: Record<string, unknown>) =>
    make.draft(api.writer, { lead, columns: { angle: 'close', template_version: live.version, motion: 'CADENCE', ...columns } })
  const waiting = await draftOf({ step: 8 })
  const edited = await draftOf({ step: 7, is_edited: true })
  const saved = await save('close', { ...live.document, body: live.document.body.replace(words, otherWords) }, live.version)
  expect(saved).toMatchObject({ template: { live: { version: live.version }, newest: { version: live.version + 1 } } })
  expect((await textOf('close')).outdated).toBe(0)
  expect(await mutate(reviewer, 'recraftDraft', { draftId: waiting.globalId, version: 1 }, 'draft { id }')).toMatchObject({
    code: 'ALREADY_DONE',
  })

  expect(await signOff('close', live.version + 1, live.version)).toMatchObject({ template: { live: { version: live.version + 1 } } })
  const now = await textOf('close')
  expect(now).toMatchObject({
    outdated: 1,
    live: { version: live.version + 1 },
    signOffs: [{ version: live.version + 1, replaced: live.version, actor: 'review' }, {}],
  })
  expect(await rowsOf('select body from draft where id = $1', waiting.id)).toEqual([{ body: waiting.body }])
  expect(
    await rowsOf(`select actor, action from audit_entry where subject_type = 'template' and subject_id = 'close' order by id`),
  ).toEqual([
    { actor: 'admin', action: 'template.saved' },
    { actor: 'review', action: 'template.signed_off' },
  ])

  const drafts = [waiting, edited].map(({ globalId }) => ({ draftId: globalId, version: 1 }))
  const { outcomes } = await mutate(reviewer, 'recraftDrafts', { drafts }, 'outcomes { draft { id status body } error { code } }')
  expect(outcomes).toMatchObject([
    { draft: { status: 'PENDING', body: expect.stringContaining(otherWords) }, error: null },
    { draft: null, error: { code: 'ALREADY_DONE' } },
  ])
  expect(await rowsOf('select status from draft where id = any($1) order by id', [waiting.id, edited.id])).toEqual([
    { status: 'WITHDRAWN' },
    { status: 'PENDING' },
  ])
  expect((await textOf('close')).outdated).toBe(0)

  // The way back is the same: an older version goes live again.
  expect(await signOff('close', live.version, live.version + 1)).toMatchObject({
    template: { live: { version: live.version }, newest: { version: live.version + 1 } },
  })
})

test('a text that fails a check can be kept, and not signed off', async () => {
  const { live } = await textOf('breakup')
  await save(
    'breakup',
    { ...live.document, subjectA: 'Re: {companyName}', openers: ['I hope this finds you well at {companyName}.'] },
    live.version,
  )
  const refused = await signOff('breakup', live.version + 1, live.version)
  expect(refused).toMatchObject({ code: 'NOT_READY' })
  expect(refused.reasons?.map(({ code }) => code)).toEqual(expect.arrayContaining(['TEMPLATE_COMPLIANCE', 'TEMPLATE_GUARDS']))
  expect((await textOf('breakup')).live.version).toBe(live.version)
})

test('a wholly new angle is nobody’s until a reviewer signs it off, and stands to choose from then on', async () => {
  expect(await save('board_question_90', boardQuestion, 1)).toMatchObject({ __typename: 'ConflictError', currentVersion: 0 })
  expect(await save('board_question_90', boardQuestion, 0)).toMatchObject({ template: { live: null, newest: { version: 1 } } })
  expect(await textOf('board_question_90')).toMatchObject({ live: null, newest: { version: 1 }, outdated: 0, signOffs: [] })
  const offered = async () => (await loadTemplates(api.writer.sql)).some(({ angle }) => angle === 'board_question_90')
  expect(await offered()).toBe(false)
  expect(await signOff('board_question_90', 1, null)).toMatchObject({ template: { live: { version: 1 } } })
  expect(await offered()).toBe(true)
  expect(await signOff('board_question_90', 1, null)).toMatchObject({ __typename: 'ConflictError', currentVersion: 1 })
  const fault = { angle: 'board_question_90', reason: 'It promises a page that nobody makes.' }
  expect(await mutate(reviewer, 'flagSystematicFault', fault, 'safety { stoppedAngles }')).toMatchObject({
    safety: { stoppedAngles: ['board_question_90'] },
  })
})

test('a new angle in the words of another one is kept, and not signed off', async () => {
  const { live } = await textOf('ops_efficiency')
  expect(await save('ops_again', live.document, 0)).toMatchObject({ template: { newest: { version: 1 } } })
  const refused = await signOff('ops_again', 1, null)
  expect(refused.reasons?.map(({ code }) => code)).toContain('TEMPLATE_OWN_WORDS')
  expect((await textOf('ops_again')).live).toBeNull()
})

test('the note of a request is measured as one, whatever its text is called', async () => {
  const draft = await make.draft(api.writer, {
    columns: {
      channel: 'LINKEDIN',
      action: 'LINKEDIN_REQUEST',
      angle: 'ask_to_connect',
      step: 2,
      subject: null,
      original_subject: null,
      footer: '',
    },
  })
  const body = `Hi Ana,\n\nAcme hires this month. ${'I would be glad to compare notes. '.repeat(10)}\n\nDani`
  await mutate(reviewer, 'editDraft', { draftId: draft.globalId, version: 1, body }, 'draft { id }')
  const [row] = await rowsOf('select compliance from draft where id = $1', draft.id)
  const failed = row.compliance.filter(({ applies, passed }: { applies: boolean; passed: boolean }) => applies && !passed)
  expect(failed.map(({ name }: { name: string }) => name)).toEqual(['length'])
})

test('a text that can’t be taken apart is not even kept', async () => {
  const { live } = await textOf('tech_stack')
  expect(await save('tech_stack', { ...live.document, body: '{greeting}\n\n{opener}\n\n{{companyName}}' }, live.version)).toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect(await save('tech_stack', { ...live.document, body: '{opener} {firstName}' }, live.version)).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('{firstName} is not a known placeholder'),
  })
  expect((await textOf('tech_stack')).newest.version).toBe(live.version)
})

test('of two who save or sign off over the same version one is told who was faster', async () => {
  const { live } = await textOf('value_first')
  const saves = await Promise.all([1, 2].map((n) => save('value_first', { ...live.document, topic: `where AI pays ${n}` }, live.version)))
  expect(saves.map(({ __typename }) => __typename).toSorted()).toEqual(['ConflictError', 'SaveTemplateSuccess'])
  const signed = await Promise.all([1, 2].map(() => signOff('value_first', live.version + 1, live.version)))
  expect(signed.map(({ __typename }) => __typename).toSorted()).toEqual(['ConflictError', 'SignOffTemplateSuccess'])
  expect(signed.find(({ currentVersion }) => currentVersion)).toMatchObject({ currentVersion: live.version + 1 })
})

test('who writes texts and who signs them off are asked for their own scopes; versions are never rewritten', async () => {
  const { live } = await textOf('quick_win')
  expect(await save('quick_win', live.document, live.version, reviewer)).toMatchObject({ requiredScope: 'admin' })
  expect(await signOff('quick_win', live.version, live.version, admin)).toMatchObject({ requiredScope: 'review' })
  await expect(api.writer.pool.query(`update template_version set document = '{}'`)).rejects.toThrow(/permission denied/)
  await expect(api.writer.pool.query('delete from template_sign_off')).rejects.toThrow(/permission denied/)
})

type Form = {
  opener: number
  variant: string | null
  subject: string
  body: string
  footer: string
  words: number
  bodyParts: { text: string; evidence: string | null }[]
}
async function preview(document: object, leadId: string | null) {
  const { data, errors } = await api.ask<{
    templatePreview: {
      passed: boolean
      checks: { name: string; passed: boolean; messages: string[] }[]
      forms: Form[]
      unsaid: { code: string }[]
    }
  }>(
    reviewer,
    `query ($document: JSON!, $leadId: ID) { templatePreview(angle: "tech_stack", document: $document, leadId: $leadId) { passed
      checks { name passed messages } unsaid { code } forms { opener variant subject body footer words bodyParts { text evidence } } } }`,
    { document, leadId },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.templatePreview
}

test('a text is seen on a real lead before it is saved, with the source of every claim, and nothing is written', async () => {
  const { live } = await textOf('tech_stack')
  const lead = await knownLead(api.writer, { firstName: 'Ana' })
  const before = await rowsOf('select (select count(*) from draft) drafts, (select count(*) from template_version) versions')
  const { passed, forms } = await preview(
    { ...live.document, openers: ['Noticed that {companyName} has {technologies} in place.'] },
    make.globalId('Lead', lead.id),
  )
  expect(passed).toBe(true)
  expect(forms.map(({ opener, variant }) => `${opener}${variant}`)).toEqual(['1A', '1B'])
  expect(forms[0]?.body).toMatch(/^Hi Ana,\n\nNoticed that Brightside Talent has Bullhorn and Slack in place\./)
  expect(forms[0]?.bodyParts).toContainEqual({
    text: 'Bullhorn and Slack',
    evidence: expect.stringContaining('Works with Bullhorn, Slack ('),
  })
  expect(forms[0]?.bodyParts.map(({ text }) => text).join('')).toBe(forms[0]?.body)
  expect(forms[0]?.footer).toContain('Reply STOP to unsubscribe.')
  expect(await rowsOf('select (select count(*) from draft) drafts, (select count(*) from template_version) versions')).toEqual(before)
})

test('a hostile lead is text in the preview too, and a lead of whom too little is known says why', async () => {
  const { live } = await textOf('tech_stack')
  const hostile = await make.lead(api.writer)
  await observe(api.writer, hostile.id, { companyName: '<b>{{evil}}</b>', technologies: ['Slack', '<script>'], title: 'CEO' })
  for (const { body } of (await preview(live.document, make.globalId('Lead', hostile.id))).forms) expect(body).not.toMatch(/[{}<>]/)
  const unknown = await make.lead(api.writer)
  await observe(api.writer, unknown.id, { companyName: 'Acme' })
  expect(await preview(live.document, make.globalId('Lead', unknown.id))).toMatchObject({
    forms: [],
    unsaid: expect.arrayContaining([{ code: 'PLACEHOLDER_WITHOUT_VALUE' }]),
  })
  expect((await preview({ body: 3 }, null)).checks).toMatchObject([{ name: 'form', passed: false }])
})
