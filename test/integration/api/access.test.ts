import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let admin: string
beforeAll(async () => {
  api = await startTestApi()
  admin = await api.keyFor('read', 'review', 'operate', 'admin')
})
afterAll(() => api.stop())

type Answer = Record<string, unknown> & { __typename: string; message?: string; code?: string; key?: string; secret?: string }

/** Runs one mutation and gives the member of its union that came back, or the error. */
async function change(key: string, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const { data, errors } = await api.ask<Record<string, Answer>>(
    key,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${fields} } ... on UserError { code message } ... on RefusedError { reasons { code } } ... on ForbiddenError { requiredScope } } }`,
    { input },
  )
  return data?.[name] ?? { __typename: 'Fault', code: String(errors?.[0]?.extensions?.['code']), message: errors?.[0]?.message ?? '' }
}

const keyFields = 'key apiKey { id name prefix scopes createdBy expiresAt lastUsedAt revokedAt isOld }'
const userFields = 'secret user { id name scopes disabledAt }'
const idOf = (answer: Answer, of: 'apiKey' | 'user'): string => {
  const one = answer[of]
  return typeof one === 'object' && one !== null && 'id' in one ? String(one.id) : ''
}
const statusWith = async (key: string) => (await api.ask(key, '{ viewer { name scopes } }')).status

test('an analyst’s key reads with any client, is shown once, and is stored nowhere', async () => {
  const made = await change(admin, 'createApiKey', { name: 'analyst', scopes: ['read'], clientMutationId: 'analyst-1' }, keyFields)
  expect(made).toMatchObject({
    __typename: 'CreateApiKeySuccess',
    apiKey: { name: 'analyst', scopes: ['read'], createdBy: 'read+review+operate+admin', lastUsedAt: null, revokedAt: null, isOld: false },
  })
  const key = made.key ?? ''
  expect(await api.ask(key, '{ viewer { name scopes } }')).toMatchObject({
    status: 200,
    data: { viewer: { name: 'analyst', scopes: ['read'] } },
  })
  const again = await change(admin, 'createApiKey', { name: 'analyst', scopes: ['read'], clientMutationId: 'analyst-1' }, keyFields)
  expect(again).toMatchObject({ __typename: 'Fault', code: 'ALREADY_DONE' })
  const kept = await change(admin, 'createApiKey', { name: 'analyst', scopes: ['read'], clientMutationId: 'analyst-1' }, 'apiKey { id }')
  expect(kept).toEqual({ __typename: 'CreateApiKeySuccess', apiKey: { id: idOf(made, 'apiKey') } })
  const { rows } = await api.writer.pool.query<{ text: string }>(
    `select k::text as text from api_key k union all select m::text from client_mutation m union all select d::text from audit_detail d union all select a::text from audit_entry a`,
  )
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.filter(({ text }) => text.includes(key))).toEqual([])
})

test('a revoked key stops at once, stays in the list, and can’t be revoked twice', async () => {
  const made = await change(admin, 'createApiKey', { name: 'short-lived', scopes: ['read'] }, keyFields)
  expect(await statusWith(made.key ?? '')).toBe(200)
  const id = idOf(made, 'apiKey')
  expect(await change(admin, 'revokeApiKey', { id }, 'apiKey { revokedAt }')).toMatchObject({ apiKey: { revokedAt: expect.any(String) } })
  // Sooner than the five seconds for which a caller is remembered: it is told, not waited for.
  await expect.poll(() => statusWith(made.key ?? ''), { timeout: 4_000, interval: 20 }).toBe(401)
  expect(await change(admin, 'revokeApiKey', { id }, 'apiKey { id }')).toMatchObject({ __typename: 'RefusedError', code: 'ALREADY_DONE' })
  const { data } = await api.ask<{ apiKeys: { id: string; revokedAt: string | null }[] }>(admin, '{ apiKeys { id revokedAt } }')
  expect(data?.apiKeys.find((key) => key.id === id)?.revokedAt).toEqual(expect.any(String))
})

test.each([
  ['a scope that is none', { name: 'x', scopes: ['everything'] }, 'INVALID_INPUT', /scopes\.0: is not a scope/],
  ['no scope', { name: 'x', scopes: [] }, 'INVALID_INPUT', /at least one scope/],
  ['no name', { name: '  ', scopes: ['read'] }, 'INVALID_INPUT', /name/],
  ['an expiry in the past', { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }, 'INVALID_INPUT', /expiresAt/],
  ['an expiry in a thousand years', { name: 'x', scopes: ['read'], expiresAt: '3020-01-01T00:00:00Z' }, 'INVALID_INPUT', /expiresAt/],
])('a key with %s is refused in words', async (_, input, code, message) => {
  expect(await change(admin, 'createApiKey', input, 'key')).toMatchObject({ code, message: expect.stringMatching(message) })
})

test('nobody gives what they don’t hold, and only an admin gives or sees anything', async () => {
  const pure = await api.keyFor('admin')
  expect(await change(pure, 'createApiKey', { name: 'x', scopes: ['read', 'webhook', 'admin'] }, 'key')).toMatchObject({
    key: expect.any(String),
  })
  expect(await change(pure, 'createApiKey', { name: 'x', scopes: ['operate'] }, 'key')).toMatchObject({
    __typename: 'ForbiddenError',
    requiredScope: 'operate',
  })
  expect(await change(pure, 'createUser', { name: 'Eve', scopes: ['review'] }, 'secret')).toMatchObject({
    __typename: 'ForbiddenError',
    requiredScope: 'review',
  })
  const operator = await api.keyFor('read', 'review', 'operate')
  for (const [name, input] of [
    ['createApiKey', { name: 'x', scopes: ['read'] }],
    ['createUser', { name: 'x', scopes: ['read'] }],
  ] as const)
    expect(await change(operator, name, input, '__typename')).toMatchObject({ code: expect.stringMatching('FORBIDDEN') })
  for (const query of ['{ apiKeys { prefix } }', '{ users { name } }'])
    expect((await api.ask(operator, query)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
})

test('a person is let in with a secret shown once, and out at once', async () => {
  const made = await change(admin, 'createUser', { name: 'Ada', scopes: ['read', 'review'] }, userFields)
  expect(made).toMatchObject({ __typename: 'CreateUserSuccess', user: { name: 'Ada', scopes: ['read', 'review'], disabledAt: null } })
  expect(await change(admin, 'createUser', { name: 'ADA', scopes: ['read'] }, userFields)).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await change(admin, 'createUser', { name: 'Hook', scopes: ['webhook'] }, userFields)).toMatchObject({ code: 'INVALID_INPUT' })
  const cookie = await api.signIn('ada', made.secret ?? '')
  const asAda = () =>
    fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1', cookie },
      body: '{"query":"{ viewer { name } }"}',
    })
  expect((await asAda()).status).toBe(200)
  const id = idOf(made, 'user')
  expect(await change(admin, 'disableUser', { id }, 'user { disabledAt }')).toMatchObject({ user: { disabledAt: expect.any(String) } })
  await expect.poll(async () => (await asAda()).status, { timeout: 4_000, interval: 20 }).toBe(401)
  await expect(api.signIn('ada', made.secret ?? '')).rejects.toThrow(/401/)
  expect(await change(admin, 'disableUser', { id }, 'user { id }')).toMatchObject({ code: 'ALREADY_DONE' })
})

test('a person’s sessions end at once and another secret is theirs alone; both for whoever holds as much', async () => {
  const made = await change(admin, 'createUser', { name: 'Lin', scopes: ['read', 'operate'] }, userFields)
  const id = idOf(made, 'user')
  const cookie = await api.signIn('lin', made.secret ?? '')
  const status = async (with_: string) =>
    (
      await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1', cookie: with_ },
        body: '{"query":"{ viewer { name } }"}',
      })
    ).status
  expect(await status(cookie)).toBe(200)
  expect(await change(admin, 'endSessions', { id }, 'ended user { sessions }')).toMatchObject({ ended: 1, user: { sessions: 0 } })
  await expect.poll(() => status(cookie), { interval: 20 }).toBe(401)
  expect(await change(admin, 'endSessions', { id }, 'ended')).toMatchObject({ ended: 0 })

  await change(admin, 'disableUser', { id }, 'user { id }')
  // A new secret would let its maker in as somebody who holds more.
  const pure = await api.keyFor('admin')
  expect(await change(pure, 'resetUserSecret', { id }, 'secret')).toMatchObject({ __typename: 'ForbiddenError', requiredScope: 'operate' })
  const reset = await change(admin, 'resetUserSecret', { id }, 'secret user { disabledAt }')
  expect(reset).toMatchObject({ secret: expect.any(String), user: { disabledAt: null } })
  await expect(api.signIn('lin', made.secret ?? '')).rejects.toThrow(/401/)
  expect(await status(await api.signIn('lin', reset.secret ?? ''))).toBe(200)
})

test('scopes change at once in what is open; nobody adds what they don’t hold, taking away needs nothing', async () => {
  const made = await change(admin, 'createUser', { name: 'Ida', scopes: ['read', 'review'] }, userFields)
  const id = idOf(made, 'user')
  const pure = await api.keyFor('admin')
  expect(await change(pure, 'changeUserScopes', { id, scopes: ['read', 'operate'] }, 'user { id }')).toMatchObject({
    requiredScope: 'operate',
  })
  expect(await change(pure, 'changeUserScopes', { id, scopes: ['read'] }, 'user { scopes }')).toMatchObject({ user: { scopes: ['read'] } })
  expect(await change(admin, 'changeUserScopes', { id, scopes: ['read', 'admin'] }, 'user { scopes }')).toMatchObject({
    user: { scopes: ['read', 'admin'] },
  })
  // The others are out of the way: she is the last who could let anybody in.
  await api.writer.pool.query(`update user_account set disabled_at = now() where 'admin' = any(scopes) and name <> 'Ida'`)
  expect(await change(admin, 'changeUserScopes', { id, scopes: ['read'] }, 'user { id }')).toMatchObject({
    reasons: [{ code: 'LAST_ADMIN' }],
  })
  await api.writer.pool.query(`update user_account set disabled_at = null where name <> 'Ada'`)
  expect(await change(admin, 'changeUserScopes', { id, scopes: ['read', 'admin'] }, 'user { id }')).toMatchObject({ user: { id } })
})

test('what each scope allows is told in words and by the mutations that ask for it', async () => {
  const reader = await api.keyFor('read')
  const { data } = await api.ask<{ accessScopes: { name: string; may: string; forPeople: boolean; mutations: string[] }[] }>(
    reader,
    '{ accessScopes { name may forPeople mutations } }',
  )
  const of = (name: string) => data?.accessScopes.find((scope) => scope.name === name)
  expect(data?.accessScopes.map(({ name }) => name)).toEqual(['read', 'review', 'operate', 'admin', 'webhook'])
  expect(of('review')?.mutations).toContain('approveDraft')
  expect(of('admin')?.mutations).toEqual(expect.arrayContaining(['createUser', 'updateSettings', 'unsuppress']))
  expect(of('admin')?.mutations).not.toContain('approveDraft')
  expect(of('webhook')).toMatchObject({ forPeople: false, mutations: ['recordProviderEvent'] })
})

test('two admins who disable each other at once: one of them stays', async () => {
  const [first, second] = await Promise.all(
    ['Grace', 'Heidi'].map((name) => change(admin, 'createUser', { name, scopes: ['read', 'admin'] }, userFields)),
  )
  if (!first || !second) throw new Error('two were made')
  const others = await api.writer.pool.query(
    `update user_account set disabled_at = now() where 'admin' = any(scopes) and name not in ('Grace', 'Heidi')`,
  )
  expect(others.rowCount).toBeGreaterThanOrEqual(0)
  const answers = await Promise.all([first, second].map((each) => change(admin, 'disableUser', { id: idOf(each, 'user') }, 'user { id }')))
  expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['DisableUserSuccess', 'RefusedError'])
  expect(answers.find(({ __typename }) => __typename === 'RefusedError')).toMatchObject({ reasons: [{ code: 'LAST_ADMIN' }] })
})

test('each change is one entry of the audit trail, by its name', async () => {
  const { rows } = await api.writer.pool.query<{ action: string; count: number }>(
    `select action, count(*)::int as count from audit_entry where action ~ '^(api_key|user)\\.' group by action`,
  )
  expect(Object.fromEntries(rows.map(({ action, count }) => [action, count]))).toMatchObject({
    'api_key.created': 3,
    'api_key.revoked': 1,
    'user.created': 5,
    'user.disabled': 3,
    'user.sessions_ended': 1,
    'user.secret_reset': 1,
    'user.scopes_changed': 2,
  })
})
