import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { isMadeSecret } from '@swarm/api/auth/secrets'
import { exitCodes } from '@swarm/api/cli/command'
import { runCommand } from '@swarm/api/cli/run-command'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { makeAccounts } from '../../harness/make-dispatch.ts'
import { root } from '../../harness/run-process.ts'
import { eventually, startRunnerProcess, type TestRunner } from '../../harness/runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm cli '))
let api: TestApi
let runner: TestRunner
let key: string
beforeAll(async () => {
  api = await startTestApi()
  runner = await startRunnerProcess(api.database)
  key = await api.keyFor('read', 'review', 'operate', 'admin')
})
afterAll(async () => {
  await runner.stop()
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function swarm(words: string[], given: { key?: string | null; answer?: string | null; environment?: Record<string, string> } = {}) {
  const out: string[] = []
  const told: string[] = []
  const asked: string[] = []
  const apiKey = given.key === undefined ? key : given.key
  const code = await runCommand([...words], {
    folder,
    root,
    environment: {
      PUBLIC_URL: api.url,
      DATA_DIR: folder,
      DATABASE_URL: api.database.urls.api,
      ...(apiKey === null ? {} : { SWARM_KEY: apiKey }),
      ...given.environment,
    },
    print: (line) => out.push(line),
    tell: (line) => told.push(line),
    ask: async (question) => {
      asked.push(question)
      return given.answer ?? null
    },
  })
  return { code, out: out.join('\n'), told: told.join('\n'), asked }
}

/** An API that answers what a test says. */
async function serve(answer: (query: string) => object | undefined): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const { query } = JSON.parse(await text(request))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data: answer(query) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    close: () => server.close(),
  }
}

const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content)
  return name
}

test('the help names every command with what it takes, and ends well; an unknown command ends with 2', async () => {
  const overview = await swarm([])
  expect(overview.code).toBe(exitCodes.good)
  for (const name of ['import FILE', 'run', 'queue', 'dispatch', 'stop on|off', 'trace-queue', 'settings export', 'audit verify'])
    expect(overview.out).toContain(`  ${name}`)
  const one = await swarm(['stop', '--help'])
  expect([one.code, one.out.includes('--reason TEXT')]).toEqual([exitCodes.good, true])
  expect((await swarm(['frobnicate'])).code).toBe(exitCodes.usage)
  expect(await swarm(['queue', '--frobnicate'])).toMatchObject({
    code: exitCodes.usage,
    told: "Unknown option '--frobnicate'. See: npm run swarm -- queue --help",
  })
  expect(await swarm(['queue', '--limit', '-3'])).toMatchObject({
    code: exitCodes.usage,
    told: "Option '--limit' argument is ambiguous. See: npm run swarm -- queue --help",
  })
  expect((await swarm(['import'])).code).toBe(exitCodes.usage)
  expect((await swarm(['import', 'nowhere.csv'])).code).toBe(exitCodes.usage)
})

test('a file goes in by the command line: counts, then the run to the queue, then why each draft can or cannot go', async () => {
  const rows = ['First Name,Last Name,Title,Company Name,Email,# Employees,Industry,Country,Person Linkedin Url,Technologies']
  for (let number = 0; number < 6; number += 1)
    rows.push(
      `Zoë${'abcdef'[number]},Müller,CEO,Agentur ${number},zoe${number}@agentur${number}.example,120,marketing & advertising,United States,http://www.linkedin.com/in/zoe-${number}-syn,"HubSpot, Salesforce"`,
    )
  rows.push('Nobody,Atall,CEO,Nowhere,not an address,12,,,,')
  file('leads.csv', rows.join('\n'))

  const dry = await swarm(['import', 'leads.csv', '--dry-run', '--json'])
  expect([dry.code, JSON.parse(dry.out)]).toMatchObject([exitCodes.good, { created: 6, invalid: 1 }])
  const imported = await swarm(['import', 'leads.csv'])
  expect([imported.code, imported.out]).toEqual([
    exitCodes.good,
    expect.stringContaining('7 rows: 6 created, 0 updated, 0 duplicates, 0 excluded, 1 invalid'),
  ])
  expect(imported.out).toMatch(/row \d+, Email: /)
  const again = await swarm(['import', 'leads.csv', '--json'])
  expect(JSON.parse(again.out)).toMatchObject({ created: 0, updated: 0, duplicates: 6 })

  const run = await swarm(['run', '--source', 'new'])
  expect([run.code, run.out]).toEqual([exitCodes.good, expect.stringContaining('6/6 PASS  6 leads')])

  const queue = await swarm(['queue'])
  expect(queue.code).toBe(exitCodes.good)
  // What a terminal can't show loses its accent; JSON loses nothing.
  expect(queue.out).toMatch(/TIER_1 .*Zoea Muller, Agentur 0: /)
  expect(JSON.parse((await swarm(['queue', '--json', '--limit', '2'])).out)).toHaveLength(2)
  expect((await swarm(['queue', '--json'])).out).toMatch(/Zo\\u00eb/)

  const trace = JSON.parse((await swarm(['trace-queue', '--json'])).out)
  expect(trace).toMatchObject({ total_pending: 6, ghl_targeted: 0, auto_resolve_on_approve: 0 })
  expect(trace.drafts).toHaveLength(6)
  // There is no sending account here, and the trace says so for each.
  expect(trace.ready_for_live_send).toBe(0)
  expect((await swarm(['trace-queue'])).out).toContain('total_pending            6')
})

test('a dispatch without --live changes nothing', async () => {
  const count = async () => (await api.writer.pool.query<{ n: number }>('select count(*)::int as n from batch')).rows[0]?.n
  const before = await count()
  const { code, out } = await swarm(['dispatch', '--motion', 'outbound'])
  expect([code, out]).toEqual([exitCodes.good, expect.stringContaining('Nothing was changed.')])
  expect(out).toMatch(/in all {3}0 would be sent, 0 are held back\./)
  expect(out).not.toContain('{')
  expect(await count()).toBe(before)
  expect((await swarm(['dispatch', '--motion', 'sideways'])).code).toBe(exitCodes.usage)
})

test('the stop is set with a reason, refuses to be lifted by a key that may not, and is lifted by one that may', async () => {
  expect((await swarm(['stop', 'on'])).code).toBe(exitCodes.usage)
  // What the API calls bad input was asked wrongly here too.
  expect(await swarm(['stop', 'on', '--reason', 'x'])).toMatchObject({ code: exitCodes.usage, told: expect.stringContaining('at least 3') })
  const set = await swarm(['stop', 'on', '--reason', 'a fire drill'])
  expect([set.code, set.out]).toEqual([exitCodes.good, expect.stringContaining('Sending is STOPPED: a fire drill')])
  const refused = await swarm(['stop', 'off', '--reason', 'it is over'], { key: await api.keyFor('operate') })
  expect([refused.code, refused.told]).toEqual([exitCodes.failed, expect.stringContaining('admin')])
  expect(JSON.parse((await swarm(['stop', 'off', '--reason', 'it is over', '--json'])).out)).toMatchObject({ emergencyStop: false })
})

test('a command waits when its key has used up what a caller may ask at once', async () => {
  const busy = await api.keyFor('read')
  const ask = async () => (await fetch(`${api.url}/graphql?query={viewer{name}}`, { headers: { authorization: `Bearer ${busy}` } })).status
  const asked = Array.from({ length: 600 }, ask)
  await new Promise<void>((resolve) => {
    for (const one of asked) void one.then((status) => status === 429 && resolve())
  })
  // The others are still asking.
  expect(await swarm(['queue', '--json', '--limit', '1'], { key: busy })).toMatchObject({ code: exitCodes.good, told: '' })
  await Promise.all(asked)
})

test('settings go out and come in as one file: nothing differs, then a change is shown, refused or saved as a whole', async () => {
  expect((await swarm(['settings', 'export', '--file', 'settings.json'])).code).toBe(exitCodes.good)
  expect((await swarm(['settings', 'import', 'settings.json'])).out).toBe('Nothing differs.')

  const exported = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))
  exported.sections.organisation.bookingLink = 'caio.cx/talk'
  file('changed.json', JSON.stringify(exported))
  const dry = await swarm(['settings', 'import', 'changed.json', '--dry-run'])
  expect(dry.out).toContain('organisation: bookingLink')
  exported.sections.dispatch.ramp = 'none'
  file('wrong.json', JSON.stringify(exported))
  const wrong = await swarm(['settings', 'import', 'wrong.json'])
  expect([wrong.code, wrong.out]).toEqual([exitCodes.bad, expect.stringContaining('dispatch.ramp')])
  // One section is wrong, so the right one was not saved either.
  expect((await swarm(['settings', 'import', 'changed.json', '--dry-run'])).out).toContain('organisation: bookingLink')

  expect((await swarm(['settings', 'import', 'changed.json'])).code).toBe(exitCodes.good)
  expect((await swarm(['settings', 'import', 'changed.json'])).out).toBe('Nothing differs.')
  expect((await swarm(['settings', 'import', file('noise.json', 'not json')])).code).toBe(exitCodes.usage)
})

test('the sending accounts are listed with their day, their limit and their health; there is no campaign yet', async () => {
  const [address] = await makeAccounts(api.writer, 2)
  const accounts = JSON.parse((await swarm(['provider', 'accounts', '--json'])).out)
  expect(accounts.map((account: { address: string }) => account.address)).toContain(address)
  expect((await swarm(['provider', 'accounts'])).out).toContain(`${address}`)
  expect(await swarm(['provider', 'campaigns', '--json'])).toMatchObject({ code: exitCodes.good, out: '[]' })
})

test('a backup is for the embedded database; where there is none it says so, and a folder that is no backup is refused', async () => {
  expect(await swarm(['backup', 'safe'])).toMatchObject({ code: exitCodes.usage, told: expect.stringContaining('no embedded database') })
  expect(await swarm(['restore', 'safe'])).toMatchObject({ code: exitCodes.usage, told: expect.stringContaining('no whole backup') })
})

test('what was sent before moving in is taken over once: nobody gets a first message again, opt-outs and bounces are suppressed', async () => {
  const name = file(
    'history.csv',
    [
      'Email;Status;Sent At',
      'zoe0@agentur0.example;Sent;2026-09-01 10:00:00',
      'ZOE1@agentur1.example;replied;2026-09-02T10:00:00Z',
      'zoe2+news@agentur2.example;unsubscribed;2026-09-03',
      'gone@nowhere.example;bounced;2026-09-04',
      'later@nowhere.example;;2026-09-05',
      'nonsense;sent;2026-09-06',
      'undated@nowhere.example;opted out;',
      'undated2@nowhere.example;unsubscribed;45790',
      'zoe4@agentur4.example;sent;some day',
      'dotted@nowhere.example;sent;13.05.2025 14:30',
      'american@nowhere.example;sent;5/13/2025 2:30 PM',
      'mailed@nowhere.example;sent;Tue, 13 May 2025 16:30:00 +0200',
      'zoe3@agentur3.example;exploded;2026-09-06',
    ].join('\r\n'),
  )
  // The same file somewhere else keeps its date.
  utimesSync(join(folder, name), new Date('2026-10-01T08:00:00Z'), new Date('2026-10-01T08:00:00Z'))
  const first = await swarm(['import-history', name, '--json'])
  expect([first.code, JSON.parse(first.out)]).toEqual([
    exitCodes.bad,
    { rows: 13, taken: 11, known: 0, suppressed: 4, undated: 3, refused: 2 },
  ])
  for (const why of [
    'row 6: ',
    'row 7: There is no date',
    'row 8: "45790" is no',
    'row 9: "some day" is no',
    'row 13: "exploded" is no outcome',
  ])
    expect(first.told).toContain(why)
  expect(JSON.parse((await swarm(['import-history', name, '--json'])).out)).toEqual({
    rows: 13,
    taken: 0,
    known: 11,
    suppressed: 0,
    undated: 3,
    refused: 2,
  })
  const dates = await api.writer.pool.query<{ at: Date; people: number }>(
    `select at, count(*)::int as people from history_send where person ~ '^(undated|zoe4|dotted|american|mailed)' group by at order by at`,
  )
  expect(dates.rows).toEqual([
    { at: new Date('2025-05-13T14:30:00Z'), people: 3 },
    { at: new Date('2026-10-01T08:00:00Z'), people: 3 },
  ])

  const statuses = await api.writer.pool.query<{ email: string; status: string; open: number }>(
    `select l.email, l.status, (select count(*)::int from draft d where d.lead_id = l.id and d.status in ('PENDING', 'APPROVED')) as open
     from lead l where l.email like 'zoe%' order by 1`,
  )
  expect(statuses.rows.slice(0, 5)).toEqual([
    { email: 'zoe0@agentur0.example', status: 'SENT', open: 0 },
    { email: 'zoe1@agentur1.example', status: 'REPLIED', open: 0 },
    { email: 'zoe2@agentur2.example', status: 'UNSUBSCRIBED', open: 0 },
    { email: 'zoe3@agentur3.example', status: 'PENDING', open: 1 },
    { email: 'zoe4@agentur4.example', status: 'SENT', open: 0 },
  ])
  const [zoe] = (await api.writer.pool.query<{ id: string }>(`select id from lead where email = 'zoe0@agentur0.example'`)).rows
  const why = await api.ask(key, 'query ($id: ID!) { lead(id: $id) { nextSend { blocker { code message } } } }', {
    id: make.globalId('Lead', zoe?.id ?? ''),
  })
  expect(why.data).toEqual({
    lead: { nextSend: { blocker: { code: 'ALREADY_SENT', message: expect.stringContaining('before this database') } } },
  })
  // Who is no lead yet is held all the same when they become one, by either channel.
  const held = await api.writer.pool.query<{ n: number }>(
    `select count(*)::int as n from send_once where person = 'later@nowhere.example' and step = 1`,
  )
  expect(held.rows).toEqual([{ n: 2 }])
  const both = file(
    'both.csv',
    [
      'Email,Linkedin Url,Status,Date',
      'both@nowhere.example,linkedin.com/in/both-syn,unsubscribed,2026-09-01',
      'no address,linkedin.com/in/profile-syn,opted out,2026-09-01',
      'dead@nowhere.example,linkedin.com/in/dead-syn,bounced,2026-09-01',
      'firm@nowhere.example,linkedin.com/company/firm-syn,unsubscribed,2026-09-01',
    ].join('\n'),
  )
  const told = await swarm(['import-history', both, '--json'])
  expect(JSON.parse(told.out)).toMatchObject({ taken: 4, refused: 2 })
  for (const row of ['row 2: This is not an email address. The rest', 'row 4: The link is a company page, not a person. The rest'])
    expect(told.told).toContain(row)
  const listed = await api.writer.pool.query<{ name: string }>(
    `select coalesce(person_key, linkedin_key) as name from suppression where source = 'both.csv' order by 1`,
  )
  expect(listed.rows.map((row) => row.name)).toEqual([
    'both@nowhere.example',
    'dead@nowhere.example',
    'firm@nowhere.example',
    'in:both-syn',
    'in:profile-syn',
  ])
  expect((await swarm(['import-history', file('wrong.csv', 'a,b\n1,2')])).code).toBe(exitCodes.usage)
})

test('a lost secret is replaced on the host: the old one and its sessions end, a locked name gets in again, and it is audited', async () => {
  await api.addUser('Ada', 'the secret that Ada has lost', ['read', 'admin'])
  const cookie = await api.signIn('Ada', 'the secret that Ada has lost')
  await api.writer.pool.query(
    `insert into sign_in_failure (key, failures, last_at, locked_until) values ('name:ada', 9, now(), now() + interval '15 minutes')`,
  )
  const reset = await swarm(['admin', 'reset', '--name', 'Ada', '--json'], { key: null })
  const { secret } = JSON.parse(reset.out)
  expect(isMadeSecret(secret)).toBe(true)
  const ask = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1', cookie },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  })
  expect(ask.status).toBe(401)
  expect(await api.signIn('ADA', secret)).toMatch(/^swarm_session=/)
  await expect(api.signIn('Ada', 'the secret that Ada has lost')).rejects.toThrow('401')
  expect((await api.writer.pool.query(`select actor from audit_entry where action = 'user.secret_reset'`)).rows).toEqual([
    { actor: 'swarm admin reset' },
  ])
  // A second factor is not reset with the secret, only where it is said to be lost as well.
  await api.writer.pool.query(
    `insert into second_factor (user_id, sealed, key_id, confirmed_at) select id, '\\x00', 'lost', now() from user_account where name = 'Ada'`,
  )
  const again = JSON.parse((await swarm(['admin', 'reset', '--name', 'Ada', '--json'], { key: null })).out)
  await expect(api.signIn('Ada', again.secret)).rejects.toThrow('401')
  const both = JSON.parse((await swarm(['admin', 'reset', '--name', 'Ada', '--second-factor', '--json'], { key: null })).out)
  expect(await api.signIn('Ada', both.secret)).toMatch(/^swarm_session=/)
  expect(await swarm(['admin', 'reset', '--name', 'Nobody'])).toMatchObject({ code: exitCodes.failed, told: 'There is no user "Nobody".' })
})

test('a database is brought to this version as often as one likes, and never into another mode', async () => {
  const environment = { DATABASE_URL: api.database.urls.migrate, MODE: 'sandbox' }
  expect((await swarm(['migrate'], { environment })).code).toBe(exitCodes.good)
  const other = await swarm(['migrate'], { environment: { ...environment, MODE: 'production' } })
  expect(other).toMatchObject({ code: exitCodes.failed, told: expect.stringContaining('born as sandbox') })
})

test('providers are asked whether they answer, and every webhook is tested from its address to its effect', async () => {
  const check = await swarm(['provider', 'check'])
  expect(check).toMatchObject({ code: exitCodes.good, out: expect.stringMatching(/no key +apollo/) })
  const hooks = await swarm(['provider', 'webhooks', '--addresses'])
  expect(hooks.out).toMatch(/(good|BAD|not used) +instantly/)
  expect(hooks.out).toContain('/webhooks/ghl')
})

test('a person is exported into a file of their own, erased, and stands in the register', async () => {
  const address = 'cli.person@erase.example'
  await make.lead(api.writer, { email: address })
  const written = await swarm(['person', 'export', address, '--file', 'person.json'])
  expect(written).toMatchObject({ code: exitCodes.good, out: expect.stringMatching(/^\d+ rows of \d+ tables are in person\.json\.$/) })
  expect(JSON.parse(readFileSync(join(folder, 'person.json'), 'utf8')).lead).toMatchObject([{ email: address }])
  // Never over another person's file.
  expect((await swarm(['person', 'export', address, '--file', 'person.json'])).code).toBe(exitCodes.failed)
  const gone = await swarm(['person', 'erase', address])
  expect(gone).toMatchObject({ code: exitCodes.good, out: expect.stringContaining('From now on nobody writes to this person.') })
  await eventually(async () => ((await swarm(['person', 'list'])).out.includes('done') ? true : null))
  expect(JSON.parse((await swarm(['person', 'list', '--json'])).out)).toMatchObject([{ askedBy: expect.any(String), waitsFor: [] }])
  for (const verb of ['erase', 'export']) expect((await swarm(['person', verb, 'nobody'])).code).toBe(exitCodes.usage)
  // After a restore: what is in the register already is known, whom it names besides is kept out.
  const [known] = JSON.parse((await swarm(['person', 'list', '--json'])).out)
  writeFileSync(join(folder, 'erased.json'), JSON.stringify([known, { ...known, names: [`erased:${'0'.repeat(32)}`] }]))
  expect(await swarm(['person', 'remember', 'erased.json'])).toMatchObject({
    code: exitCodes.good,
    out: '1 were known here, 1 are asked for again: 0 of them have a lead.',
  })
  // "Asked wrongly" says that nothing was done: so only of the first.
  const wrong = { ...known, names: ['nobody'] }
  for (const [entries, code] of [
    [[wrong], exitCodes.usage],
    [[known, wrong], exitCodes.failed],
  ] as const) {
    writeFileSync(join(folder, 'erased.json'), JSON.stringify(entries))
    expect((await swarm(['person', 'remember', 'erased.json'])).code).toBe(code)
  }
  writeFileSync(join(folder, 'erased.json'), '')
  expect((await swarm(['person', 'remember', 'erased.json'])).code).toBe(exitCodes.usage)
})

test('no key, a wrong key, nobody there: it says so and ends with 3', async () => {
  expect(await swarm(['queue'], { key: null })).toMatchObject({ code: exitCodes.failed, told: expect.stringContaining('SWARM_KEY') })
  expect(await swarm(['queue'], { key: 'x'.repeat(43) })).toMatchObject({
    code: exitCodes.failed,
    told: `${api.url} does not know the key in SWARM_KEY: it was revoked, ran out, or is another system's.`,
  })
  expect(await swarm(['queue', '--base-url', 'http://127.0.0.1:1'])).toMatchObject({
    code: exitCodes.failed,
    told: expect.stringMatching(/^There is no answer from http:\/\/127\.0\.0\.1:1: .+\.$/),
  })
})

test('a command on the host says in one line what the database said: nobody there, or nothing of ours in it', async () => {
  const commands = [
    ['audit', 'verify'],
    ['admin', 'reset'],
    ['replay', 'add', '--lead', randomUUID()],
  ]
  const away = { DATABASE_URL: 'postgres://somebody:once-secret@127.0.0.1:1/swarm' }
  for (const words of commands)
    expect(await swarm(words, { environment: away })).toMatchObject({ code: exitCodes.failed, told: 'connect ECONNREFUSED 127.0.0.1:1' })
  const empty = new URL(api.database.urls.api)
  empty.pathname = '/postgres'
  for (const words of commands)
    expect(await swarm(words, { environment: { DATABASE_URL: empty.href } })).toMatchObject({
      code: exitCodes.failed,
      told: expect.stringMatching(/^relation "\w+" does not exist$/),
    })
})

test('in production, what sends, lifts a stop or changes settings wants a typed yes: without one nothing is asked of the API', async () => {
  const asked: string[] = []
  const safety = { emergencyStop: false, reason: null, by: null, inFlight: 0 }
  const answers: [string, object][] = [
    ['settingsPreview', { settingsPreview: { changes: [{ path: 'shadowMode' }], problems: [], refusals: [] } }],
    ['setEmergencyStop', { setEmergencyStop: { safety } }],
    ['updateSettings', { updateSettings: { section: { version: 2 } } }],
    ['settings', { settings: { sections: [{ name: 'dispatch', version: 1, document: {} }] } }],
    ['health', { health: { mode: 'production' } }],
  ]
  const { url, close } = await serve((query) => {
    asked.push(query)
    return answers.find(([asks]) => query.includes(asks))?.[1]
  })
  try {
    const lift = ['stop', 'off', '--reason', 'it is over', '--base-url', url]
    // A script has no terminal; a person may think better of it.
    expect((await swarm(lift)).code).toBe(exitCodes.usage)
    expect((await swarm(lift, { answer: 'y' })).code).toBe(exitCodes.usage)
    expect((await swarm(['dispatch', '--motion', 'all', '--live', '--base-url', url], { answer: 'no' })).code).toBe(exitCodes.usage)
    expect((await swarm(['run', '--base-url', url], { answer: '' })).code).toBe(exitCodes.usage)
    const brakes = { format: 'alpha-swarm-settings', sections: { dispatch: { shadowMode: false } } }
    const bring = ['settings', 'import', file('brakes.json', JSON.stringify(brakes)), '--base-url', url]
    expect((await swarm(bring, { answer: 'y' })).code).toBe(exitCodes.usage)
    expect(asked.filter((query) => query.includes('mutation'))).toEqual([])
    expect((await swarm(bring, { answer: 'yes' })).out).toBe('dispatch: shadowMode')
    asked.length = 0
    expect((await swarm(lift, { answer: 'yes' })).code).toBe(exitCodes.good)
    expect((await swarm([...lift, '--yes'])).asked).toEqual([])
    expect(asked.filter((query) => query.includes('mutation'))).toHaveLength(2)
  } finally {
    close()
  }
})

test('settings of which a later section is refused when it is saved are no "asked wrongly, and nothing was done"', async () => {
  const saves: object[] = [{ section: { version: 2 } }, { code: 'INVALID_INPUT', message: 'It was changed meanwhile.' }]
  const { url, close } = await serve((query) => {
    if (query.includes('settingsPreview')) return { settingsPreview: { changes: [{ path: 'x' }], problems: [], refusals: [] } }
    if (query.includes('updateSettings')) return { updateSettings: saves.shift() }
    if (query.includes('health')) return { health: { mode: 'sandbox' } }
    return { settings: { sections: ['organisation', 'dispatch'].map((name) => ({ name, version: 1, document: {} })) } }
  })
  try {
    const both = file('both.json', JSON.stringify({ format: 'alpha-swarm-settings', sections: { organisation: {}, dispatch: {} } }))
    expect(await swarm(['settings', 'import', both, '--base-url', url])).toMatchObject({
      code: exitCodes.failed,
      told: 'It was changed meanwhile. What came before it is done; the rest is not.',
    })
  } finally {
    close()
  }
})
