import { exitCodes } from '@swarm/api/cli/command'
import { runCommand } from '@swarm/api/cli/run-command'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { root } from '../../harness/run-process.ts'

/** The production that begins, and the sandbox that it takes over from. */
let api: TestApi
let sandbox: TestDatabase
let key: string

async function inDatabase(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  sandbox = await cloneDatabase()
  api = await startTestApi({ mode: 'production', publicUrl: 'https://swarm.example.org' })
  key = await api.keyFor('read', 'operate', 'admin')
  await inDatabase(
    api.database.urls.superuser,
    `update installation set mode = 'production'`,
    `insert into setting_version (section, version, document, created_by)
      select section, version + 1, document || '{"shadowMode": true}', 'first start' from setting_version where section = 'dispatch' order by version desc limit 1`,
  )
  await inDatabase(
    sandbox.urls.superuser,
    `insert into setting_version (section, version, document, created_by)
      select section, version + 1, jsonb_set(jsonb_set(document, '{ceilings,emailPerDay}', '20'), '{ceilings,emailPerDomainPerDay}', '9'), 'Dana' from setting_version where section = 'dispatch' order by version desc limit 1`,
    `insert into setting_version (section, version, document, created_by)
      select section, version + 1, document || '{"postalAddress": "1 Main St, Albuquerque, NM", "senderName": "Ana Ruiz"}', 'Dana' from setting_version where section = 'organisation' order by version desc limit 1`,
    `insert into suppression (email, person_key, reason, source) values ('bo@acme.example', 'bo@acme.example', 'asked by phone', 'Dana')`,
    `insert into suppression (person_key, reason, source) values ('erased:00000000000000000000000000000000', 'erased', 'Dana')`,
    `insert into suppression (domain, reason, source, lifted_at, lifted_by) values ('lifted.example', 'a mistake', 'Dana', now(), 'Dana')`,
    `insert into exclusion (kind, domain, source) values ('CUSTOMER', 'customer.example', 'Dana')`,
    `insert into exclusion (kind, name, name_key, source) values ('COMPETITOR', 'Rival Inc', 'rival', 'Dana')`,
  )
})
afterAll(async () => {
  await api.stop()
  await sandbox.drop()
})

async function goLive(words: string[], given: { answer?: string; from?: string | null } = {}) {
  const out: string[] = []
  const told: string[] = []
  const code = await runCommand(['go-live', ...words], {
    folder: root,
    root,
    environment: {
      PUBLIC_URL: api.url,
      SWARM_KEY: key,
      ...(given.from === null ? {} : { SANDBOX_DATABASE_URL: given.from ?? sandbox.urls.read }),
    },
    print: (line) => out.push(line),
    tell: (line) => told.push(line),
    ask: async () => given.answer ?? null,
  })
  return { code, out: out.join('\n'), told: told.join('\n') }
}

type Item = { name: string; passed: boolean; value: string; confirmedBy: string | null }
const list = async (): Promise<Map<string, Item>> => {
  const { data } = await api.ask<{ productionList: Item[] }>(key, '{ productionList { name passed value confirmedBy checkedAt evidence } }')
  return new Map((data?.productionList ?? []).map((item) => [item.name, item]))
}

test('without a sandbox it checks the list alone, names what is missing and ends with 1', async () => {
  const checked = await goLive(['--json'], { from: null })
  expect(checked.code).toBe(exitCodes.bad)
  const answer: { mode: string; carried: null; missing: string[]; items: Item[] } = JSON.parse(checked.out)
  expect(answer).toMatchObject({ mode: 'production', carried: null })
  expect(answer.missing).toEqual(expect.arrayContaining(['organisation', 'accounts', 'history', 'webhooks', 'run', 'approve_batch']))
  expect(answer.missing).not.toContain('mode')
  expect(answer.items.find(({ name }) => name === 'https_address')).toMatchObject({ passed: true, value: 'https://swarm.example.org' })
  expect(checked.told).toContain('Not ready: ')
  expect((await goLive(['--dry-run'], { from: null })).code).toBe(exitCodes.usage)
})

test('what lists learned by themselves is nobody’s answer to who must not be written to', async () => {
  await inDatabase(
    api.database.urls.superuser,
    `insert into suppression (email, person_key, reason, source) values ('x@bounced.example', 'x@bounced.example', 'hard bounce', 'instantly')`,
    `insert into suppression (email, person_key, reason, source) values ('y@bounced.example', 'y@bounced.example', 'hard bounce', 'sandbox: instantly')`,
    `insert into exclusion (kind, domain, source) values ('CUSTOMER', 'rejected.example', 'review')`,
  )
  expect((await list()).get('exclusions')).toMatchObject({ passed: false, value: '0 excluded, 0 suppressed' })
  await inDatabase(
    api.database.urls.superuser,
    `delete from suppression where person_key like '%@bounced.example'`,
    `delete from exclusion where source = 'review'`,
  )
})

test('what would be carried over is shown before, and nothing is changed without a typed yes', async () => {
  const dry = await goLive(['--dry-run'])
  expect(dry.out).toContain('organisation.postalAddress: "5700 Harper Dr, Albuquerque, NM" -> "1 Main St, Albuquerque, NM"')
  expect(dry.out).toContain('dispatch.ceilings.emailPerDay: 25 -> 20')
  // Looser than production has it: said, and left as it is there.
  expect(dry.out).toContain('dispatch.ceilings.emailPerDomainPerDay: stays as it is here')
  // What a sandbox began with, and its brakes, are its own.
  expect(dry.out).not.toMatch(/shadowMode|testRecipients|regionRules/)
  expect(dry.out).toContain('1 suppressions, 2 exclusions')
  expect(dry.out).toContain('NOT carried over: 1 erased people')
  expect((await goLive([], { answer: 'no' })).code).toBe(exitCodes.usage)
  expect((await goLive([])).told).toContain('--yes')
  const { data } = await api.ask(key, '{ suppressions { totalCount } settings { sections { name version } } }')
  expect(data).toMatchObject({ suppressions: { totalCount: 0 } })
  expect((await list()).get('organisation')?.passed).toBe(false)
})

test('it carries over what people decided, audited, and twice changes nothing', async () => {
  const first = await goLive(['--yes', '--json'])
  const { carried }: { carried: { sections: { section: string; paths: string[]; kept: string[] }[]; added: number; known: number } } =
    JSON.parse(first.out)
  expect(carried).toMatchObject({ added: 3, known: 0 })
  expect(carried.sections).toEqual(
    expect.arrayContaining([
      { section: 'organisation', paths: ['senderName', 'postalAddress'], kept: [] },
      { section: 'dispatch', paths: ['ceilings.emailPerDay'], kept: ['ceilings.emailPerDomainPerDay'] },
    ]),
  )
  const { data } = await api.ask<{ settings: { sections: { name: string; document: Record<string, unknown> }[] } }>(
    key,
    '{ suppressions { edges { node { email domain source } } } settings { sections { name document } } }',
  )
  expect(data).toMatchObject({ suppressions: { edges: [{ node: { email: 'bo@acme.example', source: 'sandbox: Dana' } }] } })
  const dispatch = data?.settings.sections.find(({ name }) => name === 'dispatch')
  expect(dispatch?.document).toMatchObject({ shadowMode: true, ceilings: { emailPerDay: 20, emailPerDomainPerDay: 3 } })
  const now = await list()
  expect(now.get('organisation')).toMatchObject({ passed: true, value: 'Ana Ruiz, CAIO' })
  // That the organisation was saved says nothing of a value that stands as it was shipped.
  expect(now.get('postal_address')).toMatchObject({ passed: true, value: '1 Main St, Albuquerque, NM' })
  expect(now.get('time_zone')).toMatchObject({ passed: false, confirmedBy: null })
  expect(now.get('exclusions')).toMatchObject({ passed: true, value: '2 excluded, 1 suppressed' })

  const again: { carried: unknown } = JSON.parse((await goLive(['--yes', '--json'])).out)
  expect(again.carried).toMatchObject({ added: 0, known: 3 })
  const { rows } = await api.writer.pool.query(
    `select count(*)::int from setting_version where section = 'organisation' and created_by not in ('first start', 'upgrade')`,
  )
  expect(rows).toEqual([{ count: 1 }])
  const audit = await api.writer.pool.query(`select action, count(*)::int from audit_entry where subject_type = 'go_live' group by action`)
  expect(audit.rows).toEqual([{ action: 'go_live.carried_over', count: 2 }])
})

test('a person answers for what no row can tell, with a reason, and takes it back; for the rest nobody’s word counts', async () => {
  const confirm = `mutation ($item: String!, $confirmed: Boolean!, $note: String!) { confirmGoLive(input: { item: $item, confirmed: $confirmed, note: $note }) {
    __typename ... on ConfirmGoLiveSuccess { list { name passed confirmedBy } } ... on UserError { code message } } }`
  const said = async (item: string, confirmed: boolean, note = 'Nobody was ever written to.') =>
    (await api.ask<{ confirmGoLive: { __typename: string; message?: string } }>(key, confirm, { item, confirmed, note })).data
      ?.confirmGoLive
  expect((await said('history', true))?.__typename).toBe('ConfirmGoLiveSuccess')
  expect((await list()).get('history')).toMatchObject({ passed: true, value: 'none' })
  expect((await list()).get('history')?.confirmedBy).not.toBeNull()
  await said('history', false)
  expect((await list()).get('history')).toMatchObject({ passed: false, confirmedBy: null })
  // Platforms that were read and show nothing say so themselves; one that kept something back does not, nor does a reading under way, whatever came by then.
  const readWith = async (problem: string | null, isRead = true) => {
    await api.writer.pool.query('delete from history_reading where read_at is null')
    await api.writer.pool.query(
      `insert into history_reading (asked_by, asked_at, read_at, report) values ('Ada', now(), case when $2 then now() end, $1)`,
      [
        JSON.stringify([{ platform: 'Instantly', of: 'LEADS', found: 0, taken: 0, suppressed: 0, refused: 0, problem, next: null }]),
        isRead,
      ],
    )
    return (await list()).get('history')
  }
  expect(await readWith('Instantly does not answer.')).toMatchObject({ passed: false, value: 'not read: Instantly' })
  expect(await readWith(null)).toMatchObject({ passed: true, value: 'the platforms show none' })
  await api.writer.pool.query(
    `select take_history('[{"person":"past@before.example","channel":"EMAIL","at":"2026-01-01T00:00:00.000Z","source":"Instantly","message":"1"}]', 'Ada')`,
  )
  expect(await readWith(null)).toMatchObject({ passed: true, value: '1 messages' })
  expect(await readWith(null, false)).toMatchObject({ passed: false, value: 'the platforms are being read' })
  expect(await readWith('It does not answer.')).toMatchObject({ passed: false, value: 'not read: Instantly' })
  expect(await readWith(null)).toMatchObject({ passed: true })
  // One whose key came later was not read.
  await api.writer.pool.query(
    `insert into provider_access (provider, has_key, seen_at) values ('ghl', true, now()) on conflict (provider) do update set has_key = true`,
  )
  expect((await list()).get('history')).toMatchObject({ passed: false, value: 'not read: GoHighLevel' })
  await inDatabase(
    api.database.urls.superuser,
    `update provider_access set has_key = false where provider = 'ghl'`,
    'delete from history_reading',
    `delete from send_once where person = 'past@before.example'`,
    `delete from history_send`,
  )
  expect(await said('accounts', true)).toMatchObject({
    __typename: 'InvalidInputError',
    message: expect.stringContaining('can’t be confirmed'),
  })
  expect(await said('history', true, 'short')).toMatchObject({ __typename: 'InvalidInputError' })
  const operator = await api.keyFor('operate')
  // What was said stays said.
  for (const change of [`update go_live_confirmation set note = 'x'`, 'delete from go_live_confirmation'])
    await expect(api.writer.pool.query(change), change).rejects.toMatchObject({ code: '42501' })
  const may = `mutation { confirmGoLive(input: { item: "history", confirmed: true, note: "I may not say this." }) { __typename } }`
  expect((await api.ask(operator, may)).data).toMatchObject({ confirmGoLive: { __typename: 'ForbiddenError' } })
})

test('in production shadow mode stays on until the production list holds, and the refusal names what is missing', async () => {
  const { data } = await api.ask<{ settings: { sections: { name: string; version: number }[] } }>(
    key,
    '{ settings { sections { name version } } }',
  )
  const version = data?.settings.sections.find(({ name }) => name === 'dispatch')?.version ?? 0
  const refused = await api.ask(
    key,
    `mutation ($version: Int!) { updateSettings(input: { section: "dispatch", patch: { shadowMode: false }, expectedVersion: $version }) { ... on RefusedError { reasons { code message } } } }`,
    { version },
  )
  expect(refused.data).toMatchObject({
    updateSettings: { reasons: [{ code: 'GO_LIVE', message: expect.stringMatching(/Missing: .*accounts.*history.*run/) }] },
  })
})

test('lists that are refused half way are no "asked wrongly, and nothing was done": what came before is there', async () => {
  await inDatabase(
    sandbox.urls.superuser,
    `insert into suppression (email, person_key, reason, source)
      select p, p, 'asked by phone', 'Dana' from (select 'p' || n || '@many.example' p from generate_series(1, 599) n) many`,
    // The last of them.
    `insert into suppression (id, email, person_key, reason, source)
      values ('ffffffff-ffff-7fff-bfff-ffffffffffff', 'no address', 'no address', 'asked by phone', 'Dana')`,
  )
  expect(await goLive(['--yes'])).toMatchObject({
    code: exitCodes.failed,
    told: expect.stringMatching(/^suppressions\.100\.email: .* What came before it is done; the rest is not\.$/),
  })
  const { rows } = await api.writer.pool.query(`select count(*)::int from suppression where email like '%@many.example'`)
  expect(rows).toEqual([{ count: 499 }])
})

test('a sandbox never becomes production, and production is no source', async () => {
  await inDatabase(sandbox.urls.superuser, `update installation set mode = 'production'`)
  expect(await goLive(['--yes'])).toMatchObject({ code: exitCodes.failed, told: 'The database to carry over from is not a sandbox.' })
  await inDatabase(sandbox.urls.superuser, `update installation set mode = 'sandbox'`)
  const other = await startTestApi()
  try {
    const told: string[] = []
    const code = await runCommand(['go-live', '--yes'], {
      folder: root,
      root,
      environment: { PUBLIC_URL: other.url, SWARM_KEY: await other.keyFor('admin'), SANDBOX_DATABASE_URL: sandbox.urls.read },
      print: () => {},
      tell: (line) => told.push(line),
      ask: async () => null,
    })
    expect(code).toBe(exitCodes.bad)
    expect(told.join(' ')).toContain('a sandbox never becomes production')
  } finally {
    await other.stop()
  }
})
