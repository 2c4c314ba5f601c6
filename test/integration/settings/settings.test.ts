import { createWriter } from '@swarm/db/write'
import { resolveSource } from '@swarm/jobs/discover/resolve-source'
import { ensureSettings } from '@swarm/jobs/settings/ensure-settings'
import { loadSettings } from '@swarm/jobs/settings/load-settings'
import { sourcesSection } from '@swarm/jobs/settings/sources'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
let admin: string
let reader: string
beforeAll(async () => {
  api = await startTestApi()
  admin = await api.keyFor('admin')
  reader = await api.keyFor('read')
})
afterAll(() => api.stop())

type Section = { name: string; version: number; document: Record<string, unknown>; changedBy: string | null }
type Answer = Record<string, unknown> & { __typename: string; message?: string; section?: Section }

const errors = `... on UserError { code message path } ... on ConflictError { currentVersion decidedBy } ... on RefusedError { reasons { code message } } ... on ForbiddenError { requiredScope }`

async function change(key: string, name: 'updateSettings' | 'restoreSettings', input: Record<string, unknown>): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const { data, errors: faults } = await api.ask<Record<string, Answer>>(
    key,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { section { name version document changedBy } } ${errors} } }`,
    { input },
  )
  const answer = data?.[name]
  if (!answer) throw new Error(JSON.stringify(faults))
  return answer
}
const update = (section: string, patch: unknown, expectedVersion: number, key = admin) =>
  change(key, 'updateSettings', { section, patch, expectedVersion })
const restore = (section: string, version: number, expectedVersion: number) =>
  change(admin, 'restoreSettings', { section, version, expectedVersion })

async function current(name: string): Promise<Section> {
  const { data } = await api.ask<{ settings: { sections: Section[] } }>(
    reader,
    '{ settings { sections { name version document changedBy } } }',
  )
  const section = data?.settings.sections.find((one) => one.name === name)
  if (!section) throw new Error(`no section ${name}`)
  return section
}
const audits = async (subject: string) =>
  (
    await api.writer.pool.query<{ action: string; actor: string; detail: Record<string, unknown> }>(
      `select e.action, e.actor, d.detail from audit_entry e join audit_detail d on d.audit_id = e.id where e.subject_type = 'settings' and e.subject_id = $1 order by e.id`,
      [subject],
    )
  ).rows
async function setRamp(isOn: boolean): Promise<void> {
  const root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  await root.pool.query(isOn ? 'delete from ramp_graduation' : `select graduate_ramp('test', 'for a test')`)
  await root.end()
}

test('a section is saved as its next version, with who, what was before and what is after', async () => {
  expect(await current('review')).toMatchObject({ version: 0, changedBy: null, document: { staleHours: 72 } })
  expect(await update('review', { staleHours: 48, workingHours: { from: '08:30' } }, 0)).toMatchObject({
    __typename: 'UpdateSettingsSuccess',
    section: { version: 1, changedBy: 'admin', document: { staleHours: 48, workingHours: { from: '08:30', to: '17:00' } } },
  })
  expect(await current('review')).toMatchObject({ version: 1, document: { staleHours: 48 } })
  expect(await audits('review')).toEqual([
    {
      action: 'settings.updated',
      actor: 'admin',
      detail: expect.objectContaining({
        version: 1,
        before: expect.objectContaining({ staleHours: 72 }),
        after: expect.objectContaining({ staleHours: 48 }),
        changes: expect.arrayContaining([{ path: 'staleHours', before: 72, after: 48 }]),
      }),
    },
  ])
})

test('what changes nothing saves nothing', async () => {
  expect(await update('review', { staleHours: 48 }, 1)).toMatchObject({ section: { version: 1 } })
  expect((await audits('review')).length).toBe(1)
})

test('who saw an older version is told which one stands and who saved it, and nothing is saved', async () => {
  expect(await update('review', { staleHours: 24 }, 0)).toMatchObject({
    __typename: 'ConflictError',
    currentVersion: 1,
    decidedBy: 'admin',
  })
  expect(await current('review')).toMatchObject({ version: 1, document: { staleHours: 48 } })
})

test('of ten saves at once on one version exactly one stands', async () => {
  const { version } = await current('icp')
  const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => update('icp', { intent: { max: 30 + at } }, version)))
  expect(answers.filter(({ __typename }) => __typename === 'UpdateSettingsSuccess').length).toBe(1)
  expect(answers.filter(({ __typename }) => __typename === 'ConflictError').length).toBe(9)
  expect((await current('icp')).version).toBe(version + 1)
  expect((await audits('icp')).length).toBe(1)
})

test('every fault is named by its path, and a setting or section that does not exist is one', async () => {
  const bad = await update('review', { staleHours: 0, reviewHour: 'noon', stalHours: 3 }, 1)
  expect(bad).toMatchObject({ __typename: 'InvalidInputError', path: ['patch', expect.any(String)] })
  expect(bad.message).toMatch(/staleHours: .+; reviewHour: must be|reviewHour: .+; staleHours: |staleHours: .+reviewHour: /)
  expect(await update('review', { stalHours: 3 }, 1)).toMatchObject({ message: 'stalHours: There is no such setting.' })
  expect(await update('secrets', {}, 0)).toMatchObject({ __typename: 'NotFoundError', path: ['section'] })
  expect(await update('review', 'x', 1)).toMatchObject({ __typename: 'InvalidInputError' })
  expect((await current('review')).version).toBe(1)
})

test.each(['dani@chiefai.ai', 'Dani@mail.chiefai.ai'])(
  'cold mail cannot be told to leave from %s, by whatever backend',
  async (address) => {
    const { version } = await current('accounts')
    for (const name of ['resendAddresses', 'smtpAddresses'])
      expect(await update('accounts', { [name]: ['dani@chiefai.ai.example', address] }, version)).toMatchObject({
        __typename: 'InvalidInputError',
        message: expect.stringMatching(new RegExp(`^${name}\\.1: .*nurture domain`)),
      })
  },
)

test('only an admin saves or previews; whoever reads may read', async () => {
  const operator = await api.keyFor('operate', 'review')
  expect(await update('review', { staleHours: 24 }, 1, operator)).toMatchObject({ __typename: 'ForbiddenError', requiredScope: 'admin' })
  expect((await api.ask(operator, '{ settingsPreview(section: "review", restore: 0) { version } }')).errors).toBeDefined()
  expect((await api.ask(operator, '{ settings { tighteningOnly } }')).data).toEqual({ settings: { tighteningOnly: true } })
})

test('an older version is restored as a new one, the shipped one too, and history only grows', async () => {
  expect(await restore('review', 0, 1)).toMatchObject({ section: { version: 2, document: { staleHours: 72 } } })
  expect(await restore('review', 1, 2)).toMatchObject({ section: { version: 3, document: { staleHours: 48 } } })
  expect(await restore('review', 9, 3)).toMatchObject({ __typename: 'NotFoundError' })
  expect(await restore('review', 1, 2)).toMatchObject({ __typename: 'ConflictError', currentVersion: 3 })
  const page = `query ($after: String) { settingsVersions(section: "review", first: 2, after: $after) { totalCount pageInfo { endCursor hasNextPage } edges { node { version document by } } } }`
  type Page = { settingsVersions: { totalCount: number; pageInfo: { endCursor: string }; edges: { node: { version: number } }[] } }
  const first = (await api.ask<Page>(reader, page)).data?.settingsVersions
  const second = (await api.ask<Page>(reader, page, { after: first?.pageInfo.endCursor })).data?.settingsVersions
  expect(first?.totalCount).toBe(3)
  expect([...(first?.edges ?? []), ...(second?.edges ?? [])].map(({ node }) => node.version)).toEqual([3, 2, 1])
  type Changes = { settingsVersions: { edges: { node: { version: number; changes: { path: string }[] } }[] } }
  const changed = await api.ask<Changes>(
    reader,
    '{ settingsVersions(section: "review") { edges { node { version changes { path before after } } } } }',
  )
  const versions = changed.data?.settingsVersions.edges.map(({ node }) => node) ?? []
  expect(versions.map(({ version, changes }) => [version, changes.length > 0])).toEqual([
    [3, true],
    [2, true],
    [1, true],
  ])
  // What was restored undoes what came between, value by value.
  expect(versions[0]?.changes.map(({ path }) => path)).toEqual(versions[1]?.changes.map(({ path }) => path))
  expect((await audits('review')).at(-1)).toMatchObject({ action: 'settings.restored', detail: { restoredFrom: 1, version: 3 } })
})

test('while the ramp is on a safety setting is tightened and never loosened, by no way', async () => {
  await setRamp(true)
  const { version } = await current('dispatch')
  expect(await update('dispatch', { ceilings: { emailPerDay: 26 } }, version)).toMatchObject({
    __typename: 'RefusedError',
    reasons: [{ code: 'RAMP', message: 'ceilings.emailPerDay can only be lowered while the ramp is on.' }],
  })
  expect(await update('dispatch', { ceilings: { emailPerDay: 10 } }, version)).toMatchObject({ section: { version: version + 1 } })
  // Neither by going back, nor by taking the value away, nor with the shipped version.
  for (const answer of [
    await restore('dispatch', version, version + 1),
    await update('dispatch', { ceilings: null }, version + 1),
    await restore('dispatch', 0, version + 1),
  ])
    expect(answer).toMatchObject({
      __typename: 'RefusedError',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'RAMP' })]),
    })
  expect(await update('organisation', { regionRules: { EU: 'allow' } }, 1)).toMatchObject({ __typename: 'RefusedError' })
  expect(await update('dispatch', { shadowMode: true }, version + 1)).toMatchObject({ section: { version: version + 2 } })
  expect(await update('dispatch', { shadowMode: false }, version + 2)).toMatchObject({
    __typename: 'RefusedError',
    reasons: [{ code: 'GO_LIVE' }],
  })
  const reading = await api.ask(reader, '{ settings { tighteningOnly safetyControls { label path now afterGraduation whileRamp } } }')
  expect(reading.data).toMatchObject({
    settings: {
      tighteningOnly: true,
      safetyControls: expect.arrayContaining([
        expect.objectContaining({ path: 'ceilings.emailPerDay', now: 5, afterGraduation: 10, whileRamp: 'can only be lowered' }),
        expect.objectContaining({ path: 'ramp.emailPerDay', now: 5, afterGraduation: null }),
      ]),
    },
  })

  await setRamp(false)
  expect(await update('dispatch', { ceilings: { emailPerDay: 30 }, shadowMode: false }, version + 2)).toMatchObject({
    section: { version: version + 3 },
  })
  expect(await update('dispatch', { gatekeeperRequired: false }, version + 3)).toMatchObject({
    __typename: 'RefusedError',
    reasons: [{ code: 'GATEKEEPER' }],
  })
  await setRamp(true)
})

test('more than 500 emails a day need a domain rotation plan, which cannot be taken away again', async () => {
  await setRamp(false)
  const { version } = await current('dispatch')
  const refused = {
    __typename: 'InvalidInputError',
    message: 'ceilings.emailPerDay: More than 500 emails a day need a domain rotation plan.',
  }
  expect(await update('dispatch', { ceilings: { emailPerDay: 501 } }, version)).toMatchObject(refused)
  expect(await update('dispatch', { ceilings: { emailPerDay: 501, domainRotationPlan: '  ' } }, version)).toMatchObject(refused)
  expect(await update('dispatch', { ceilings: { emailPerDay: 500 } }, version)).toMatchObject({ section: { version: version + 1 } })
  const domainRotationPlan = 'Six domains, one account each, in turns.'
  expect(await update('dispatch', { ceilings: { emailPerDay: 501, domainRotationPlan } }, version + 1)).toMatchObject({
    section: { version: version + 2, document: { ceilings: { emailPerDay: 501, domainRotationPlan } } },
  })
  expect(await update('dispatch', { ceilings: { domainRotationPlan: '' } }, version + 2)).toMatchObject(refused)
  expect(await update('dispatch', { ceilings: { emailPerDay: 30, domainRotationPlan: '' } }, version + 2)).toMatchObject({
    section: { version: version + 3 },
  })
  await setRamp(true)
})

test('a preview says what a save would, and changes nothing', async () => {
  const before = await current('dispatch')
  const preview = `query ($patch: JSON, $restore: Int) { settingsPreview(section: "dispatch", patch: $patch, restore: $restore) { version changes { path before after } problems { path message } refusals { path message } } }`
  const patch = { ceilings: { emailPerDay: 31 }, leaseMs: 30_000 }
  expect((await api.ask(admin, preview, { patch })).data).toEqual({
    settingsPreview: {
      version: before.version,
      changes: [
        { path: 'ceilings.emailPerDay', before: 30, after: 31 },
        { path: 'leaseMs', before: 60_000, after: 30_000 },
      ],
      problems: [],
      refusals: [{ path: 'ceilings.emailPerDay', message: 'ceilings.emailPerDay can only be lowered while the ramp is on.' }],
    },
  })
  expect((await api.ask(admin, preview, { patch: { leaseMs: 1 } })).data).toMatchObject({
    settingsPreview: { problems: [{ path: 'leaseMs' }], refusals: [] },
  })
  expect((await api.ask(admin, preview, {})).errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await current('dispatch')).toEqual(before)
})

test('other screens hear of a save', async () => {
  const socket = openSocket(api.url, { key: reader })
  const heard = socket.listen('subscription { settingsChanged { sections { name version } } }')
  const { version } = await current('enrichment')
  // The subscription may begin after a save: saved until one is heard.
  for (let saved = version; heard.events.length === 0 && saved < version + 50; saved += 1) {
    await update('enrichment', { freshDays: 60 + saved }, saved)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(heard.events[0]).toMatchObject({
    data: { settingsChanged: { sections: expect.arrayContaining([{ name: 'enrichment', version: expect.any(Number) }]) } },
  })
  await socket.stop()
})

test('a database of an older version gets the settings it lacks at the next start, and keeps what was saved', async () => {
  const insert = (document: string) =>
    api.writer.pool.query(
      `insert into setting_version (section, version, document, created_by) select section, version + 1, ${document}, 'test' from setting_version where section = 'dispatch' order by version desc limit 1`,
    )
  await insert(`document #- '{ceilings,emailPerDomainPerDay}'`)
  const old = await current('dispatch')
  await ensureSettings(api.writer, 'sandbox')
  expect(await current('dispatch')).toMatchObject({
    version: old.version + 1,
    changedBy: 'upgrade',
    document: { ceilings: { emailPerDay: 30, emailPerDomainPerDay: 3 } },
  })
  await ensureSettings(api.writer, 'sandbox')
  expect((await current('dispatch')).version).toBe(old.version + 1)
  await insert(`document || '{"leaseMs": "soon"}'`)
  const broken = await current('dispatch')
  await ensureSettings(api.writer, 'sandbox')
  expect(await current('dispatch')).toEqual(broken)
  const { data } = await api.ask<{ settings: { sections: { name: string; problems: { path: string }[] }[] } }>(
    reader,
    '{ settings { sections { name problems { path } } } }',
  )
  expect(data?.settings.sections.find(({ name }) => name === 'dispatch')?.problems).toEqual([{ path: 'leaseMs' }])
})

test('production begins in shadow mode with nobody to test on, a sandbox without it', async () => {
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  const bornAs = async (mode: 'sandbox' | 'production') => {
    await superuser.query('delete from setting_version')
    await ensureSettings(api.writer, mode)
    return [await current('dispatch'), await current('organisation')]
  }
  expect(await bornAs('production')).toMatchObject([
    { version: 1, changedBy: 'first start', document: { shadowMode: true, testRecipients: [] } },
    { version: 1, document: { regionRules: { UK: 'block' } } },
  ])
  expect(await bornAs('sandbox')).toMatchObject([
    { document: { shadowMode: false, testRecipients: ['test@chiefai.example'] } },
    { document: { regionRules: { UK: 'legitimate_interest_with_notice' } } },
  ])
  await superuser.end()
})

test('a wording that its own examples speak against is not saved, one that they prove bans an opener', async () => {
  const nudge = { phrase: 'a gentle nudge', finds: ['Just a gentle nudge.'], leaves: ['They nudged the door.'] }
  expect(await update('wordings', { bannedOpeners: [{ ...nudge, finds: ['Something else.'] }] }, 0)).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('“a gentle nudge” is not found in “Something else.”'),
  })
  expect(await update('wordings', { bannedOpeners: [nudge] }, 0)).toMatchObject({ section: { version: 1 } })
})

test('every source that is offered for a run is one that a run takes, with the target lists of the settings', async () => {
  const { version } = await current('sources')
  expect(await update('sources', { lists: { 'north-west': { keywords: 'logistics' } } }, version)).toMatchObject({
    section: { version: version + 1 },
  })
  await api.writer.pool.query(`
    with u as (insert into upload (file_name, created_by, is_complete) values ('fair.csv', 'Dana', true) returning id)
    insert into import (upload_id, file_name, status, mapping, rows, created_by, started_at, finished_at)
    select id, 'fair.csv', 'SUCCEEDED', '{}', 12, 'Dana', business_now(), business_now() from u`)
  const { data } = await api.ask<{ runSources: { source: string; label: string; kind: string }[] }>(
    reader,
    '{ runSources { source label kind } }',
  )
  const offered = data?.runSources ?? []
  expect(offered[0]).toEqual({ source: 'new', label: 'Leads that no run has taken yet', kind: 'NEW' })
  expect(offered.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['The usual search', 'List: north-west', 'Industry: real estate', 'Import: fair.csv, 12 rows']),
  )
  const { document } = await loadSettings(api.writer.sql, sourcesSection)
  for (const { source, kind } of offered)
    expect(await resolveSource(api.writer.sql, source, document), source).toMatchObject({
      kind: { NEW: 'new', IMPORT: 'import' }[kind] ?? 'search',
    })
})
