import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { takeImportBack } from '@swarm/jobs/discover/import/undo-import'
import { createLog } from '@swarm/jobs/log'
import { requalifyLeads } from '@swarm/jobs/suppression/requalify-leads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { bare, type ImportAnswer, load, start, upload, work } from './import-file.ts'

let api: TestApi
let key: string
let runner: Writer
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
  runner = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 3, onConnectionError: () => {} })
})
afterAll(async () => {
  await runner.end()
  await api.stop()
})

const header = 'First Name,Last Name,Title,Company Name,Website,Email,Person Linkedin Url,City,Country,Unsubscribed\n'
const file = (...rows: string[]) => new TextEncoder().encode(header + rows.join('\n'))

type Undo = {
  __typename: string
  removed?: number | null
  restored?: number | null
  kept?: number | null
  code?: string
  reasons?: { code: string }[]
  rows?: { row: number; undo: string | null; reason: string }[]
}
const undo = async (importId: string, dryRun = false): Promise<Undo> => {
  const { data, errors } = await api.ask<{ undoImport: Undo }>(
    key,
    `mutation ($input: UndoImportInput!) { undoImport(input: $input) { __typename ... on UndoImportSuccess { removed restored kept rows { row undo reason } }
      ... on UserError { code message } ... on RefusedError { reasons { code message } } } }`,
    { input: { importId, dryRun } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.undoImport
}
const takeBack = (done: ImportAnswer) =>
  takeImportBack({ writer: runner, log: createLog('test', 'silent'), stopping: new AbortController().signal }, bare(done.id))
const looked = async (id: string) =>
  (
    await api.ask<{
      node: {
        removed: number
        restored: number
        kept: number
        undoneBy: string | null
        undoProgress: number | null
        outcomes: { edges: { node: { row: number; undo: string | null; undoReason: string | null } }[] }
      }
    }>(
      key,
      'query ($id: ID!) { node(id: $id) { ... on Import { removed restored kept undoneBy undoProgress outcomes(first: 200) { edges { node { row undo undoReason } } } } } }',
      { id },
    )
  ).data?.node

/** What an import may change, but versions and what is said of the changes. */
async function picture(domain: string): Promise<unknown> {
  const { rows } = await api.writer.pool.query(
    `select to_jsonb(l) - array['version', 'updated_at', 'search'] as lead, (select jsonb_agg(o order by o.provider) from (select provider, facts from lead_observation x where x.lead_id = l.id) o) as facts,
      array(select key from lead_alias a where a.lead_id = l.id order by 1) as aliases
     from lead l where split_part(email, '@', 2) like '%' || $1 order by id`,
    [domain],
  )
  return rows
}

test('a whole import is taken back: what it made is gone, what it changed is as before', async () => {
  const before = await load(
    api,
    key,
    file('Ana,Ruiz,CTO,Acme,undo.example,ana@undo.example,,,,', 'Bo,Li,CTO,Acme,undo.example,bo@undo.example,linkedin.com/in/bo-undo,,,'),
  )
  expect(before).toMatchObject({ created: 2 })
  const earlier = await picture('undo.example')
  const done = await load(
    api,
    key,
    file(
      'Ana,Ruiz,CEO,Acme,undo.example,ana@undo.example,linkedin.com/in/ana-undo,Bonn,Germany,',
      'Bo,Li,CEO,Other Works,other-works.example,bo@other-works.example,linkedin.com/in/bo-undo,,,',
      'Cy,New,CEO,Acme,undo.example,cy@undo.example,,,,',
      'Di,New,CEO,Acme,undo.example,di@undo.example,,,,yes',
      'nobody,,,,,,,,,',
    ),
  )
  expect(done.outcomes.nodes.map(({ outcome }) => outcome)).toEqual(['UPDATED', 'UPDATED', 'CREATED', 'EXCLUDED', 'INVALID'])
  const after = await picture('undo.example')

  const preview = await undo(done.id, true)
  expect(preview).toMatchObject({ __typename: 'UndoImportSuccess', removed: 1, restored: 2, kept: 0 })
  expect(await picture('undo.example')).toEqual(after)

  expect(await undo(done.id)).toMatchObject({ __typename: 'UndoImportSuccess', removed: null })
  await takeBack(done)
  expect(await picture('undo.example')).toEqual(earlier)
  const now = await looked(done.id)
  expect(now).toMatchObject({ removed: 1, restored: 2, kept: 0, undoneBy: 'operate', undoProgress: 1 })
  expect(now?.outcomes.edges.map(({ node }) => node.undo)).toEqual(['RESTORED', 'RESTORED', 'REMOVED', null, null])

  // Who opted out in it stays out: taking back takes nobody off a list.
  expect((await load(api, key, file('Di,New,CEO,Acme,undo.example,di@undo.example,,,,'))).outcomes.nodes).toMatchObject([
    { outcome: 'EXCLUDED', code: 'SUPPRESSED' },
  ])
  expect(await undo(done.id)).toMatchObject({ __typename: 'RefusedError', code: 'ALREADY_DONE' })
  const { rows } = await api.writer.pool.query(
    `select action, actor from audit_entry where subject_id = $1 and action like 'import.und%' order by at, id`,
    [bare(done.id)],
  )
  expect(rows).toEqual([
    { action: 'import.undo_asked', actor: 'operate' },
    { action: 'import.undone', actor: 'operate' },
  ])
})

test('what has moved on stays, and says why', async () => {
  const done = await load(
    api,
    key,
    file(
      ...['note', 'draft', 'signal', 'merge', 'changed', 'calm'].map(
        (name) => `${name},Moved,CEO,Acme ${name},m-${name}.example,${name}@m-${name}.moved.example,,,,`,
      ),
    ),
  )
  const { rows } = await api.writer.pool.query<{ id: string; first_name: string }>(
    `select id, lower(first_name) as first_name from lead where email like '%.moved.example'`,
  )
  const id = (name: string) => rows.find((row) => row.first_name === name)?.id ?? ''
  const at = await make.now(api.writer)
  await api.ask(key, 'mutation ($id: ID!) { addNote(input: { leadId: $id, text: "Nice." }) { __typename } }', {
    id: make.globalId('Lead', id('note')),
  })
  await make.draft(api.writer, { lead: { id: id('draft'), email: '', firstName: 'Ana', companyId: '' } })
  await api.writer.pool.query(`insert into signal (id, lead_id, kind, provider, at) values ($1, $2, 'SITE_VISITED', 'rb2b', $3)`, [
    newId(at),
    id('signal'),
    at,
  ])
  const other = await make.lead(api.writer)
  await api.ask(key, 'mutation ($input: MergeLeadsInput!) { mergeLeads(input: $input) { __typename } }', {
    input: { leadId: make.globalId('Lead', id('merge')), otherId: make.globalId('Lead', other.id) },
  })
  await load(api, key, file('changed,Moved,CFO,Acme changed,m-changed.example,changed@m-changed.moved.example,,,,'))
  const preview = await undo(done.id, true)
  expect(preview.rows?.map(({ row, undo: what, reason }) => `${row} ${what} ${reason}`)).toEqual([
    '1 KEPT A person wrote something down about them.',
    '2 KEPT Something was written to them.',
    '3 KEPT Something was heard of them.',
    '4 KEPT They were merged with another lead.',
    '5 KEPT A later import has changed them.',
    '6 REMOVED The import made them, and nobody has touched them since.',
  ])
  await undo(done.id)
  await takeBack(done)
  expect(await looked(done.id)).toMatchObject({ removed: 1, restored: 0, kept: 5 })
  const { rows: left } = await api.writer.pool.query(`select count(*)::int as leads from lead where id = any ($1)`, [
    rows.map((row) => row.id),
  ])
  expect(left).toEqual([{ leads: 5 }])
})

test('a value that somebody changed since stays, the others go back', async () => {
  await load(api, key, file('Flo,Part,CTO,Part,part.example,flo@part.example,,,,'))
  const done = await load(api, key, file('Flo,Part,CEO,Part,part.example,flo@part.example,linkedin.com/in/flo-part,Bonn,Germany,'))
  await api.writer.pool.query(`update lead set title = 'Chair', version = version + 1 where email = 'flo@part.example'`)
  await undo(done.id)
  await takeBack(done)
  const { rows } = await api.writer.pool.query(`select title, linkedin_key, city, country_code from lead where email = 'flo@part.example'`)
  expect(rows).toEqual([{ title: 'Chair', linkedin_key: null, city: null, country_code: null }])
  expect((await looked(done.id))?.outcomes.edges[0]?.node).toMatchObject({
    undo: 'RESTORED',
    undoReason: 'As before, but for one value that changed since.',
  })
})

test('an import that runs is stopped, then taken back; two that work at it take each row once', async () => {
  const content = `Email\n${Array.from({ length: 3500 }, (_, index) => `p${index}@cancel.example`).join('\n')}\n`
  const started = (await start(api, key, { upload: await upload(api, key, new TextEncoder().encode(content)) })).import
  if (!started) throw new Error('not started')
  expect(await undo(started.id)).toMatchObject({ code: 'NOT_READY', reasons: [{ code: 'IMPORT_RUNNING' }] })
  const cancel = async () =>
    (
      await api.ask<{ cancelImport: { __typename: string; import?: { status: string; rows: number } } }>(
        key,
        'mutation ($id: ID!) { cancelImport(input: { importId: $id }) { __typename ... on CancelImportSuccess { import { status rows } } } }',
        { id: started.id },
      )
    ).data?.cancelImport
  const working = work(api, started.id)
  await expect
    .poll(
      async () =>
        (await looked(started.id)) &&
        (await api.writer.pool.query('select written_rows > 0 as has from import where id = $1', [bare(started.id)])).rows[0]?.has,
      { interval: 10 },
    )
    .toBe(true)
  const cancelled = await cancel()
  await working
  expect(cancelled).toMatchObject({ __typename: 'CancelImportSuccess', import: { status: 'CANCELLED' } })
  expect(await cancel()).toMatchObject({ __typename: 'RefusedError' })
  const count = async () =>
    Number((await api.writer.pool.query(`select count(*) from lead where email like '%@cancel.example'`)).rows[0]?.count)
  const rows = cancelled?.import?.rows ?? 0
  expect(await count()).toBe(rows)
  await undo(started.id)
  await Promise.all([takeBack({ ...started }), takeBack({ ...started })])
  expect(await count()).toBe(0)
  expect(await looked(started.id)).toMatchObject({ removed: rows, undoProgress: 1 })
})

test('who opted out in a later row of the very file goes with it, and stays out', async () => {
  const rows = ['Gus,Twice,CEO,Acme,again.example,gus@again.example,,,,', 'Gus,Twice,CEO,Acme,again.example,gus@again.example,,,,yes']
  const done = await load(api, key, file(...rows))
  expect(done.outcomes.nodes.map(({ outcome, lead }) => `${outcome} ${lead?.status}`)).toEqual([
    'CREATED UNSUBSCRIBED',
    'DUPLICATE UNSUBSCRIBED',
  ])
  await undo(done.id)
  await takeBack(done)
  expect(await looked(done.id)).toMatchObject({ removed: 1, kept: 0 })
  expect((await load(api, key, file(rows[0] ?? ''))).outcomes.nodes).toMatchObject([{ outcome: 'EXCLUDED', code: 'SUPPRESSED' }])
})

test('whoever was told to be left alone under a name that the file brought is left alone without the file', async () => {
  const head = 'First Name,Company Name,Work Email,Email,Person Linkedin Url,Stage\n'
  const rows = (...given: string[]) => load(api, key, new TextEncoder().encode(head + given.join('\n')))
  await rows(
    'Further,Listed,further@listed.example,,,',
    'Profile,Listed,profile@listed.example,,,',
    'Refused,Listed,refused@listed.example,,,',
    'Calm,Listed,calm@listed.example,,,',
  )
  const done = await rows(
    'Further,Listed,further@listed.example,further.private@listed.example,,',
    'Profile,Listed,profile@listed.example,,linkedin.com/in/profile-listed,',
    'Refused,Listed,refused@listed.example,refused.private@listed.example,,',
    'Calm,Listed,calm@listed.example,calm.private@listed.example,,',
  )
  expect(done).toMatchObject({ updated: 4 })
  await rows(
    'Further,,further.private@listed.example,,,Do not contact',
    'Profile,,,,linkedin.com/in/profile-listed,Do not contact',
    'Refused,,refused.private@listed.example,,,Not interested',
  )
  await undo(done.id)
  await takeBack(done)
  expect(await looked(done.id)).toMatchObject({ restored: 4 })
  await api.writer.transaction((tx) => requalifyLeads(tx, { kind: 'system', name: 'test' }))
  const { rows: leads } = await api.writer.pool.query(
    `select l.first_name as name, l.status, array(select a.key from lead_alias a where a.lead_id = l.id) as names from lead l
     where l.email like '%@listed.example' order by l.first_name`,
  )
  expect(leads).toEqual([
    { name: 'Calm', status: 'PENDING', names: [] },
    { name: 'Further', status: 'DISQUALIFIED', names: ['further.private@listed.example'] },
    { name: 'Profile', status: 'DISQUALIFIED', names: ['in:profile-listed'] },
    { name: 'Refused', status: 'DISQUALIFIED', names: ['refused.private@listed.example'] },
  ])
})

test('further addresses that came with the file go with it', async () => {
  const head = 'First Name,Company Name,Work Email,Email\n'
  const rows = (...given: string[]) => new TextEncoder().encode(head + given.join('\n'))
  await load(api, key, rows('Known,Further,known@further.example,'))
  const before = await picture('further.example')
  const done = await load(
    api,
    key,
    rows('Known,Further,known@further.example,known.private@home.example', 'New,Further,new@further.example,new.private@home.example'),
  )
  expect(done).toMatchObject({ created: 1, updated: 1 })
  expect(await undo(done.id)).toMatchObject({ __typename: 'UndoImportSuccess' })
  await takeBack(done)
  expect(await looked(done.id)).toMatchObject({ removed: 1, restored: 1, kept: 0 })
  expect(await picture('further.example')).toEqual(before)
})
