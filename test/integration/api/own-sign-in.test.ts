import { createSealer } from '@swarm/api/auth/sealer'
import { newToken } from '@swarm/api/auth/secrets'
import { isOpenToUnfinished } from '@swarm/api/graphql/needs'
import { schema } from '@swarm/api/graphql/schema'
import { GraphQLObjectType } from 'graphql'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { codeShown } from '../../harness/authenticator.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const everything = ['read', 'review', 'operate', 'admin'] as const
const secret = 'correct horse battery'
const csrf = { 'x-swarm-csrf': '1' }
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

type Answer = Record<string, unknown> & { __typename: string }
type Asked = { data?: Record<string, Answer> | null; errors?: { message: string; extensions?: Record<string, unknown> }[] }
const ask = async (cookie: string, query: string, variables: object = {}): Promise<Asked> => {
  const answered: Asked = await (await post('/graphql', { query, variables }, { cookie, ...csrf })).json()
  return answered
}
/** One mutation by a person's session; the member of its union that came back. */
async function change(cookie: string, name: string, input: object, fields = '__typename'): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const { data, errors } = await ask(
    cookie,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${fields} } ... on UserError { code message path } ... on RefusedError { reasons { code } } } }`,
    { input },
  )
  return data?.[name] ?? { __typename: 'Fault', errors }
}

/** Signs in as a page does, with a code where one is given. */
async function logIn(name: string, given: string, code: string | null = null, headers: Record<string, string> = {}) {
  const response = await post('/login', { name, secret: given, ...(code !== null && { code }) }, headers)
  const text = await response.text()
  return {
    status: response.status,
    code: /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? null,
    cookie: response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '',
  }
}
const statusOf = async (cookie: string) => (await post('/graphql', { query: '{ viewer { name } }' }, { cookie, ...csrf })).status
const textOf = (value: unknown, ...path: string[]): string => {
  const found = path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value)
  return typeof found === 'string' ? found : ''
}
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
/** As if a quarter of an hour went by since somebody signed in; what is remembered of a session is forgotten with it. */
async function growOld(name: string): Promise<void> {
  await api.writer.pool.query(
    `update session set created_at = created_at - interval '16 minutes' where user_id = (select id from user_account where name = $1)`,
    [name],
  )
  await forget()
}
/** Every process forgets the sessions that it has looked up. */
async function forget(): Promise<void> {
  const bystander = await api.signIn('Bystander', secret)
  await post('/logout', {}, { cookie: bystander, ...csrf })
}
beforeAll(() => api.addUser('Bystander', secret, ['read']))
const actionsOf = async (name: string) =>
  (
    await api.writer.pool.query<{ action: string }>(
      `select action from audit_entry where actor = $1 or subject_id = (select id::text from user_account where name = $1) order by id`,
      [name],
    )
  ).rows.map(({ action }) => action)

/** Sets up a factor for somebody, and gives what their authenticator and their drawer hold. */
async function setUp(cookie: string): Promise<{ authenticator: string; recoveryCodes: string[] }> {
  const offered = await change(cookie, 'offerSecondFactor', {}, 'uri secret')
  const authenticator = textOf(offered, 'secret')
  const confirmed = await change(cookie, 'confirmSecondFactor', { code: codeShown(authenticator) }, 'recoveryCodes')
  expect(confirmed).toMatchObject({ __typename: 'ConfirmSecondFactorSuccess' })
  return { authenticator, recoveryCodes: listOf(confirmed.recoveryCodes) }
}

test('a person puts a made secret in place of theirs by the old one; their other sessions end, this one goes on', async () => {
  await api.addUser('Cleo', secret, ['read'])
  const [mine, other] = [await api.signIn('Cleo', secret), await api.signIn('Cleo', secret)]
  const socket = openSocket(api.url, { headers: { cookie: other }, origin: api.url })
  await socket.listen('{ viewer { name } }').until(1)
  const made = newToken()
  expect(await change(mine, 'changeOwnSecret', { secret: 'wrong', newSecret: made })).toMatchObject({
    __typename: 'InvalidInputError',
    path: ['secret'],
  })
  for (const chosen of ['short', 'correct horse battery staple and many more', 'a'.repeat(43), `${made}x`])
    expect(await change(mine, 'changeOwnSecret', { secret, newSecret: chosen })).toMatchObject({ path: ['newSecret'] })
  expect(await change(mine, 'changeOwnSecret', { secret, newSecret: made, clientMutationId: 'cleo' }, 'ended')).toMatchObject({ ended: 1 })
  expect(await socket.closed).toMatchObject({ code: 4401 })
  expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 401])
  expect([(await logIn('Cleo', secret)).status, (await logIn('Cleo', made)).status]).toEqual([401, 204])
  expect(await actionsOf('Cleo')).toContain('user.secret_changed')
})

test('guesses at one’s own secret wait as those at sign-in do, and nothing of a secret is kept for repeats', async () => {
  await api.addUser('Guessed', secret, ['read'])
  const cookie = await api.signIn('Guessed', secret)
  const guess = (clientMutationId: string) =>
    change(cookie, 'changeOwnSecret', { secret: 'wrong', newSecret: newToken(), clientMutationId })
  for (let i = 0; i < 5; i += 1) expect(await guess(`guess ${i}`)).toMatchObject({ code: 'INVALID_INPUT' })
  await api.writer.pool.query(`update sign_in_failure set locked_until = now() + interval '5 minutes' where key = 'name:guessed'`)
  expect(await change(cookie, 'changeOwnSecret', { secret, newSecret: newToken() })).toMatchObject({ code: 'RATE_LIMITED' })
  expect((await logIn('Guessed', secret)).status).toBe(429)
  await api.writer.pool.query(`delete from sign_in_failure`)
  const again = await change(cookie, 'changeOwnSecret', { secret: 'another', newSecret: newToken(), clientMutationId: 'guess 0' })
  // A repeat is known by the rest of what it says: with a hash of the secrets it would be a conflict.
  expect(again.code).toBe('INVALID_INPUT')
})

test('a person sees where they are signed in, ends one of their sessions or all others, and nobody else’s', async () => {
  await api.addUser('Vera', secret, ['read'])
  const phone = {
    'user-agent': 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  }
  const [mine, onPhone, third] = [
    (await logIn('Vera', secret)).cookie,
    (await logIn('Vera', secret, null, phone)).cookie,
    await api.signIn('Vera', secret),
  ]
  const sessionsOf = async (cookie: string) => {
    const { data } = await ask(cookie, '{ viewer { signIn { sessions { id openedAt lastUsedAt endsAt browser address isThis } } } }')
    const signIn = data?.viewer?.signIn
    const sessions: unknown = typeof signIn === 'object' && signIn !== null ? Reflect.get(signIn, 'sessions') : []
    return Array.isArray(sessions) ? sessions : []
  }
  const seen = await sessionsOf(mine)
  expect(seen).toHaveLength(3)
  expect(seen.filter(({ isThis }) => isThis)).toHaveLength(1)
  const theirs = seen.find(({ browser }) => browser === 'Chrome on Android')
  expect(theirs).toMatchObject({ address: '127.0.0.1', isThis: false, endsAt: expect.any(String) })
  const bystander = await api.signIn('Bystander', secret)
  expect(await change(bystander, 'endOwnSession', { id: theirs.id })).toMatchObject({ __typename: 'NotFoundError' })
  const socket = openSocket(api.url, { headers: { cookie: onPhone }, origin: api.url })
  await socket.listen('{ viewer { name } }').until(1)
  expect(await change(mine, 'endOwnSession', { id: theirs.id })).toMatchObject({ __typename: 'EndOwnSessionSuccess' })
  expect(await socket.closed).toMatchObject({ code: 4401 })
  expect(await change(mine, 'endOwnSession', { id: theirs.id })).toMatchObject({ __typename: 'NotFoundError' })
  expect([await statusOf(onPhone), await statusOf(third)]).toEqual([401, 200])
  expect(await change(mine, 'endOtherSessions', {}, 'ended')).toMatchObject({ ended: 1 })
  await expect.poll(() => statusOf(third), { timeout: 4_000, interval: 20 }).toBe(401)
  expect([await statusOf(mine), (await sessionsOf(mine)).length]).toEqual([200, 1])
  expect(await actionsOf('Vera')).toEqual(expect.arrayContaining(['user.session_ended', 'user.other_sessions_ended']))
})

test('a second factor counts once a code of it was shown; sign-in then asks for one, takes each code once, and a recovery code once', async () => {
  await api.addUser('Tom', secret, ['read'])
  const cookie = await api.signIn('Tom', secret)
  const other = await api.signIn('Tom', secret)
  const offered = await change(cookie, 'offerSecondFactor', {}, 'uri secret')
  const authenticator = textOf(offered, 'secret')
  expect(textOf(offered, 'uri')).toBe(
    `otpauth://totp/Alpha%20Swarm%3ATom?secret=${authenticator}&issuer=Alpha%20Swarm&algorithm=SHA1&digits=6&period=30`,
  )
  // On offer it asks for nothing yet.
  expect((await logIn('Tom', secret)).status).toBe(204)
  expect(await change(cookie, 'confirmSecondFactor', { code: '12345' })).toMatchObject({ path: ['code'] })
  const first = codeShown(authenticator)
  const confirmed = await change(
    cookie,
    'confirmSecondFactor',
    { code: first },
    'recoveryCodes ended viewer { signIn { secondFactorSince recoveryCodesLeft } }',
  )
  expect(confirmed).toMatchObject({ viewer: { signIn: { secondFactorSince: expect.any(String), recoveryCodesLeft: 10 } } })
  expect([await statusOf(cookie), await statusOf(other)]).toEqual([200, 401])
  const [recovery = '', spare = ''] = listOf(confirmed.recoveryCodes)

  expect(await logIn('Tom', secret)).toEqual({ status: 401, code: 'CODE_REQUIRED', cookie: '' })
  // Who has not the secret learns nothing of the factor.
  expect(await logIn('Tom', 'wrong', codeShown(authenticator))).toEqual({ status: 401, code: 'UNAUTHENTICATED', cookie: '' })
  expect(await logIn('Tom', secret, '000')).toMatchObject({ status: 401, code: 'CODE_WRONG' })
  // A step early, so newer than the first whenever that is.
  const code = codeShown(authenticator, 1)
  expect((await logIn('Tom', secret, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(204)
  expect(await logIn('Tom', secret, code)).toMatchObject({ status: 401, code: 'CODE_WRONG' })
  // The one before it was shown when the factor was set up.
  expect(await logIn('Tom', secret, first)).toMatchObject({ status: 401, code: 'CODE_WRONG' })
  await api.writer.pool.query('delete from sign_in_failure')
  expect((await logIn('Tom', secret, recovery.toUpperCase())).status).toBe(204)
  expect(await logIn('Tom', secret, recovery)).toMatchObject({ status: 401, code: 'CODE_WRONG' })
  const renewing = (await logIn('Tom', secret, spare)).cookie
  const renewed = await change(renewing, 'renewRecoveryCodes', {}, 'recoveryCodes')
  expect(await logIn('Tom', secret, listOf(confirmed.recoveryCodes)[2])).toMatchObject({ code: 'CODE_WRONG' })
  expect((await logIn('Tom', secret, listOf(renewed.recoveryCodes)[0])).status).toBe(204)
  await api.writer.pool.query('delete from sign_in_failure')
  expect(await change(renewing, 'removeSecondFactor', {})).toMatchObject({ __typename: 'RemoveSecondFactorSuccess' })
  expect((await logIn('Tom', secret)).status).toBe(204)
  // An offer that nobody took up is over with the quarter of an hour in which its person needed not sign in again.
  const late = textOf(await change(renewing, 'offerSecondFactor', {}, 'secret'), 'secret')
  await api.writer.pool.query(`update second_factor set offered_at = offered_at - interval '15 minutes' where offered_at is not null`)
  expect(await change(renewing, 'confirmSecondFactor', { code: codeShown(late) })).toMatchObject({ reasons: [{ code: 'NOT_OFFERED' }] })
  expect(await actionsOf('Tom')).toEqual(
    expect.arrayContaining(['user.second_factor_set', 'user.recovery_codes_renewed', 'user.second_factor_removed', 'sign_in.failed']),
  )
})

test('one code shown by two at once lets in one', async () => {
  await api.addUser('Twice', secret, ['read'])
  const { authenticator } = await setUp(await api.signIn('Twice', secret))
  const code = codeShown(authenticator, 1)
  const both = await Promise.all([logIn('Twice', secret, code), logIn('Twice', secret, code)])
  expect(both.map(({ status }) => status).sort()).toEqual([204, 401])
  await api.writer.pool.query('delete from sign_in_failure')
})

test('guesses at a code wait as those at a secret do; the right secret alone buys no further ones', async () => {
  await api.addUser('Codes', secret, ['read'])
  const cookie = await api.signIn('Codes', secret)
  const { authenticator } = await setUp(cookie)
  const outcomes: (string | null)[] = []
  for (let i = 0; i < 4; i += 1) {
    outcomes.push((await logIn('Codes', secret)).code, (await logIn('Codes', secret, '000')).code)
  }
  expect(outcomes).toEqual(Array.from({ length: 4 }, () => ['CODE_REQUIRED', 'CODE_WRONG']).flat())
  // Nor does putting another secret in its place.
  const made = newToken()
  expect(await change(cookie, 'changeOwnSecret', { secret, newSecret: made })).toMatchObject({ __typename: 'ChangeOwnSecretSuccess' })
  expect((await logIn('Codes', made, '000')).code).toBe('CODE_WRONG')
  await api.writer.pool.query(`update sign_in_failure set locked_until = now() + interval '5 minutes' where key = 'name:codes'`)
  expect(await logIn('Codes', made, codeShown(authenticator, 1))).toMatchObject({ status: 429 })
  const { rows } = await api.writer.pool.query<{ failures: number }>(`select failures from sign_in_failure where key = 'name:codes'`)
  expect(rows).toEqual([{ failures: 5 }])
  await api.writer.pool.query('delete from sign_in_failure')
})

test('the secret of a factor stands nowhere but sealed, and opens with the session secret of before after that was changed', async () => {
  await api.addUser('Sealed', secret, ['read'])
  const { authenticator, recoveryCodes } = await setUp(await api.signIn('Sealed', secret))
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  const { rows: tables } = await superuser.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`,
  )
  for (const { name } of tables) {
    const { rows } = await superuser.query<{ text: string | null }>(`select string_agg(t::text, E'\\n') as text from ${name} t`)
    for (const shown of [authenticator, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', '').toUpperCase())])
      expect(rows[0]?.text ?? '', name).not.toContain(shown)
  }
  // As after a change of SESSION_SECRET: sealed by the one of before, at hand or not.
  const { rows } = await superuser.query<{ id: string; sealed: Buffer; key: string }>(
    `select u.id, f.sealed, f.key_id as key from second_factor f join user_account u on u.id = f.user_id where u.name = 'Sealed'`,
  )
  const [kept] = rows
  const inUse = createSealer('a session secret for tests, long enough', null)
  const plain = kept && inUse.open(kept.id, { sealed: kept.sealed, keyId: kept.key })
  if (!kept || !plain) throw new Error('it was sealed by another key')
  const lost = createSealer('a session secret that nobody has any more', null).seal(kept.id, plain)
  await superuser.query('update second_factor set sealed = $1, key_id = $2 where user_id = $3', [lost.sealed, lost.keyId, kept.id])
  expect(await logIn('Sealed', secret, codeShown(authenticator))).toMatchObject({ code: 'CODE_WRONG' })
  expect((await logIn('Sealed', secret, recoveryCodes[0])).status).toBe(204)
  await superuser.end()
})

test('neither the runner nor analysts’ tools can read a factor', async () => {
  for (const role of ['jobs', 'read'] as const) {
    const client = new pg.Client({ connectionString: api.database.urls[role] })
    await client.connect()
    for (const table of ['second_factor', 'recovery_code'])
      await expect(client.query(`select from ${table}`), `${role} ${table}`).rejects.toMatchObject({ code: '42501' })
    await client.end()
  }
})

test('an admin takes a lost factor away, of people who hold no more than they do; the person signs in without', async () => {
  await api.addUser('Root', secret, [...everything])
  await api.addUser('Lost', secret, ['read', 'review'])
  const lost = await api.signIn('Lost', secret)
  await setUp(lost)
  const root = await api.signIn('Root', secret)
  const { data } = await ask(root, '{ users { id name hasSecondFactor } }')
  const people: unknown = data?.users
  const one: unknown = Array.isArray(people) ? people.find(({ name }) => name === 'Lost') : null
  expect(one).toMatchObject({ hasSecondFactor: true })
  const id = textOf(one, 'id')
  const pure = await api.keyFor('admin')
  const byKey = await api.ask(pure, `mutation { resetSecondFactor(input: { id: "${id}" }) { __typename } }`)
  expect(byKey.data).toMatchObject({ resetSecondFactor: { __typename: 'ForbiddenError' } })
  expect(await change(root, 'resetSecondFactor', { id }, 'user { hasSecondFactor sessions }')).toMatchObject({
    user: { hasSecondFactor: false, sessions: 0 },
  })
  await expect.poll(() => statusOf(lost), { timeout: 4_000, interval: 20 }).toBe(401)
  expect((await logIn('Lost', secret)).status).toBe(204)
  expect(await change(root, 'resetSecondFactor', { id })).toMatchObject({ code: 'ALREADY_DONE' })
  expect(await actionsOf('Lost')).toContain('user.second_factor_reset')
})

/** Mutations that ask a person to sign in again, as the schema declares. */
const asking = Object.values(schema.getMutationType()?.getFields() ?? {})
  .filter(({ extensions }) => extensions['asksAgain'] === true)
  .map(({ name }) => name)

test('what gives access or takes a brake off says in the schema that it asks again', () => {
  expect(asking.toSorted()).toEqual([
    'changeUserScopes',
    'closeReconciliation',
    'createApiKey',
    'createUser',
    'endOtherSessions',
    'endOwnSession',
    'graduateRamp',
    'offerSecondFactor',
    'pauseAccount',
    'removeExclusion',
    'removeSecondFactor',
    'renewRecoveryCodes',
    'resetSecondFactor',
    'resetUserSecret',
    'restoreSettings',
    'resumeMotion',
    'setEmergencyStop',
    'unsuppress',
    'updateSettings',
  ])
})

test('who signed in a quarter of an hour ago signs in again before giving access; keys are never asked', async () => {
  await api.addUser('Boss', secret, [...everything])
  await api.addUser('Pawn', secret, ['read'])
  const cookie = await api.signIn('Boss', secret)
  const { data } = await ask(cookie, '{ users { id name } }')
  const people: unknown = data?.users
  const id = textOf(Array.isArray(people) ? people.find(({ name }) => name === 'Pawn') : null, 'id')
  const inputs: Record<string, object> = {
    createUser: { name: 'Newcomer', scopes: ['read'] },
    changeUserScopes: { id, scopes: ['read', 'operate'] },
    resetUserSecret: { id },
    resetSecondFactor: { id },
    createApiKey: { name: 'writes', scopes: ['operate'] },
    graduateRamp: {},
    endOtherSessions: {},
    endOwnSession: { id: globalId('OwnSession') },
    offerSecondFactor: {},
    renewRecoveryCodes: {},
    removeSecondFactor: {},
    pauseAccount: { accountId: globalId('SendingAccount'), paused: false, reason: 'It is over.' },
    closeReconciliation: { reason: 'It is over.' },
    resumeMotion: { motion: 'OUTBOUND', reason: 'It is over.' },
    setEmergencyStop: { active: false, reason: 'It is over.' },
    unsuppress: { id: globalId('Suppression'), reason: 'Asked for by them.' },
    removeExclusion: { id: globalId('Exclusion') },
    updateSettings: { section: 'dispatch', patch: { batchExpiryHours: 25 }, expectedVersion: await versionOf('dispatch') },
  }
  await growOld('Boss')
  for (const name of asking.filter((one) => one !== 'restoreSettings'))
    expect(await change(cookie, name, { ...inputs[name], clientMutationId: name }), name).toMatchObject({
      __typename: 'ReauthenticationRequiredError',
      code: 'NOT_READY',
    })
  // What takes access away, what only reads, and a stop wait for nobody.
  expect(await change(cookie, 'setEmergencyStop', { active: true, reason: 'Something is wrong.' })).toMatchObject({
    __typename: 'SetEmergencyStopSuccess',
  })
  expect(await change(cookie, 'createApiKey', { name: 'reads', scopes: ['read'] })).toMatchObject({ __typename: 'CreateApiKeySuccess' })
  expect(await change(cookie, 'endSessions', { id })).toMatchObject({ __typename: 'EndSessionsSuccess' })
  const tightened = { section: 'access', patch: { secondFactor: 'who_decides' }, expectedVersion: 0 }
  const key = await api.keyFor(...everything)
  const byKey = await api.ask(key, 'mutation { createUser(input: { name: "By key", scopes: ["read"] }) { __typename } }')
  expect(byKey.data).toMatchObject({ createUser: { __typename: 'CreateUserSuccess' } })

  // The same mutation, repeated once the person has signed in again in the same browser.
  const again = await logIn('Boss', secret, null, { cookie })
  expect(await statusOf(cookie)).toBe(401)
  expect(await change(again.cookie, 'createUser', { ...inputs['createUser'], clientMutationId: 'createUser' })).toMatchObject({
    __typename: 'CreateUserSuccess',
  })
  await api.addUser('Reader', secret, ['read'])
  expect(await change(again.cookie, 'updateSettings', tightened)).toMatchObject({ __typename: 'UpdateSettingsSuccess' })
  // Whoever decides and has no factor can do nothing any more but set one up; who only reads goes on.
  await expect
    .poll(async () => (await ask(again.cookie, '{ safety { inFlight } }')).errors?.[0]?.extensions, { timeout: 4_000, interval: 20 })
    .toMatchObject({
      code: 'FORBIDDEN',
      unfinished: 'SET_SECOND_FACTOR',
    })
  expect(await ask(await api.signIn('Reader', secret), '{ safety { inFlight } }')).toMatchObject({ data: { safety: { inFlight: 0 } } })
  const { authenticator } = await setUp(again.cookie)
  expect(await change(again.cookie, 'removeSecondFactor', {})).toMatchObject({ reasons: [{ code: 'SECOND_FACTOR_NEEDED' }] })
  await growOld('Boss')
  const loosened = { section: 'access', patch: { secondFactor: 'optional' }, expectedVersion: 1 }
  expect(await change(again.cookie, 'updateSettings', loosened)).toMatchObject({ __typename: 'ReauthenticationRequiredError' })
  expect(await change(again.cookie, 'restoreSettings', { section: 'access', version: 0, expectedVersion: 1 })).toMatchObject({
    __typename: 'ReauthenticationRequiredError',
  })
  const proven = await logIn('Boss', secret, codeShown(authenticator, 1), { cookie: again.cookie })
  expect(await change(proven.cookie, 'updateSettings', loosened)).toMatchObject({ __typename: 'UpdateSettingsSuccess' })
})

const globalId = (type: string): string => Buffer.from(`${type}:0199aaaa-0000-7000-8000-000000000000`).toString('base64url')

async function versionOf(section: string): Promise<number> {
  const { rows } = await api.writer.pool.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from setting_version where section = $1',
    [section],
  )
  return rows[0]?.version ?? 0
}

/** Root fields by whether they are open to people who must do something else first. */
const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  type instanceof GraphQLObjectType ? Object.values(type.getFields()).map((field) => ({ type: type.name, field })) : [],
)

test('a first secret lets a person do nothing but put their own in its place, and runs out unused after 7 days', async () => {
  const production = await startTestApi({ mode: 'production' })
  const superuser = new pg.Client({ connectionString: production.database.urls.superuser })
  await superuser.connect()
  await superuser.query(`update installation set mode = 'production'`)
  const key = await production.keyFor(...everything)
  const made = await production.ask<{ createUser: { secret: string } }>(
    key,
    'mutation { createUser(input: { name: "Nia", scopes: ["read", "review", "operate", "admin"] }) { ... on CreateUserSuccess { secret } } }',
  )
  const first = made.data?.createUser.secret ?? ''
  const send = (path: string, cookie: string, body: unknown) =>
    fetch(`${production.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, ...csrf },
      body: JSON.stringify(body),
    })
  const cookie = await production.signIn('Nia', first)
  const closed = roots.filter(({ field }) => !isOpenToUnfinished(field.extensions))
  expect(
    roots
      .filter(({ field }) => isOpenToUnfinished(field.extensions))
      .map(({ field }) => field.name)
      .toSorted(),
  ).toEqual(['changeOwnSecret', 'confirmSecondFactor', 'endOtherSessions', 'endOwnSession', 'offerSecondFactor', 'viewer'])
  expect(closed.length).toBeGreaterThan(100)
  const asked: { errors?: { extensions: object }[] } = await (
    await send('/graphql', cookie, { query: '{ viewer { name } safety { reason } }' })
  ).json()
  expect(asked.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', unfinished: 'CHANGE_SECRET' })
  const mutated = await (
    await send('/graphql', cookie, { query: 'mutation { setEmergencyStop(input: { active: true, reason: "no" }) { __typename } }' })
  ).text()
  expect(mutated).toContain('CHANGE_SECRET')
  for (const path of ['/imports', '/exports', '/metrics']) expect((await send(path, cookie, {})).status, path).toBe(403)
  // Whoever may see the same, but is through, is listening already: she joins nobody.
  await production.addUser('Done', secret, [...everything])
  const listening = openSocket(production.url, { headers: { cookie: await production.signIn('Done', secret) }, origin: production.url })
  const hers = openSocket(production.url, { headers: { cookie }, origin: production.url })
  listening.listen('subscription { safetyChanged { emergencyStop } }')
  await listening.listen('{ viewer { name } }').until(1)
  const refused = hers.listen('subscription { safetyChanged { emergencyStop } }')
  await refused.ended
  expect(JSON.stringify([refused.events, await refused.ended])).toContain('CHANGE_SECRET')
  await Promise.all([listening.stop(), hers.stop()])
  const mine = newToken()
  const changed = await (
    await send('/graphql', cookie, {
      query: `mutation ($input: ChangeOwnSecretInput!) { changeOwnSecret(input: $input) { __typename ... on ChangeOwnSecretSuccess { viewer { signIn { unfinished } } } } }`,
      variables: { input: { secret: first, newSecret: mine } },
    })
  ).json()
  expect(changed).toMatchObject({ data: { changeOwnSecret: { viewer: { signIn: { unfinished: null } } } } })
  await expect
    .poll(async () => (await send('/graphql', cookie, { query: '{ safety { inFlight } }' })).text(), { timeout: 4_000, interval: 20 })
    .toContain('"inFlight":0')

  // Another, whom nobody told: a week later the secret opens nothing, whatever is tried.
  const late = await production.ask<{ createUser: { secret: string } }>(
    key,
    'mutation { createUser(input: { name: "Late", scopes: ["read"] }) { ... on CreateUserSuccess { secret } } }',
  )
  const { rows } = await superuser.query<{ days: number }>(
    `select round(extract(epoch from secret_runs_out_at - now()) / 86400)::int as days from user_account where name = 'Late'`,
  )
  expect(rows).toEqual([{ days: 7 }])
  await superuser.query(`update user_account set secret_runs_out_at = now() - interval '1 second' where name = 'Late'`)
  const answer = await send('/login', '', { name: 'Late', secret: late.data?.createUser.secret })
  expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('SECRET_RAN_OUT')])
  expect(await (await send('/login', '', { name: 'Late', secret: 'wrong' })).text()).not.toContain('RAN_OUT')
  await superuser.end()
  await production.stop()
})

test('in a sandbox a first secret may be kept; it asks and goes on working', async () => {
  const key = await api.keyFor(...everything)
  const made = await api.ask<{ createUser: { secret: string } }>(
    key,
    'mutation { createUser(input: { name: "Tryer", scopes: ["read"] }) { ... on CreateUserSuccess { secret } } }',
  )
  const first = made.data?.createUser.secret ?? ''
  const cookie = await api.signIn('Tryer', first)
  expect(await ask(cookie, '{ viewer { signIn { secretIsFirst unfinished } } safety { inFlight } }')).toMatchObject({
    data: { viewer: { signIn: { secretIsFirst: true, unfinished: null } }, safety: { inFlight: 0 } },
  })
  const { rows } = await api.writer.pool.query(`select secret_runs_out_at from user_account where name = 'Tryer'`)
  expect(rows).toEqual([{ secret_runs_out_at: null }])
})

test('a key has no sign-in of its own, and changes none', async () => {
  const key = await api.keyFor(...everything)
  expect((await api.ask(key, '{ viewer { signIn { secretIsFirst } } }')).data).toEqual({ viewer: { signIn: null } })
  const answer = await api.ask(key, 'mutation { offerSecondFactor(input: {}) { ... on RefusedError { reasons { code } } } }')
  expect(answer.data).toEqual({ offerSecondFactor: { reasons: [{ code: 'NO_PERSON' }] } })
})
