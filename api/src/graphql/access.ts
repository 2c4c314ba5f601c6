import { apiKey, userAccount } from '@swarm/db/schema/access'
import type { Writer } from '@swarm/db/write'
import { changeUserScopes, giveNewSecret } from '@swarm/jobs/access/change-user'
import { createApiKey } from '@swarm/jobs/access/create-api-key'
import { createUser } from '@swarm/jobs/access/create-user'
import { disableUser } from '@swarm/jobs/access/disable-user'
import { endSessions } from '@swarm/jobs/access/end-sessions'
import { revokeApiKey } from '@swarm/jobs/access/revoke-api-key'
import { resetSecondFactor } from '@swarm/jobs/access/second-factor'
import { scopes } from '@swarm/jobs/actors'
import { desc, eq, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { hashSecret, newToken, tokenHash } from '../auth/secrets.ts'
import { builder, encodeGlobalId, needs } from './builder.ts'
import { idOf, mutation, text } from './mutation.ts'

const keyColumns = {
  id: apiKey.id,
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: apiKey.scopes,
  createdBy: apiKey.createdBy,
  createdAt: apiKey.createdAt,
  expiresAt: apiKey.expiresAt,
  lastUsedAt: apiKey.lastUsedAt,
  revokedAt: apiKey.revokedAt,
  /** Old enough to be replaced (api.md). */
  isOld: sql<boolean>`${apiKey.createdAt} < now() - interval '90 days'`,
}
const userColumns = {
  id: userAccount.id,
  name: userAccount.name,
  scopes: userAccount.scopes,
  createdAt: userAccount.createdAt,
  lastSignInAt: userAccount.lastSignInAt,
  disabledAt: userAccount.disabledAt,
  secretIsFirst: userAccount.secretIsFirst,
  hasSecondFactor: sql<boolean>`exists (select from second_factor f where f.user_id = user_account.id and f.confirmed_at is not null)`,
  sessions: sql<number>`(select count(*)::int from session s where s.user_id = user_account.id and s.revoked_at is null and s.expires_at > now())`,
}

// The read-only role has no right to sign-in data: these go by the API's own connection.
const selectKeys = (writer: Writer) => writer.sql.select(keyColumns).from(apiKey)
const selectUsers = (writer: Writer) => writer.sql.select(userColumns).from(userAccount)

type KeyRow = Awaited<ReturnType<typeof selectKeys>>[number]
type UserRow = Awaited<ReturnType<typeof selectUsers>>[number]

/** The row that a mutation has just written. */
function written<Row>([row]: readonly Row[]): Row {
  if (!row) throw new Error('the row that was just written is gone')
  return row
}

const ApiKey = builder.objectRef<KeyRow>('ApiKey').implement({
  description: 'What a program signs in with. The key itself was shown once.',
  extensions: needs('admin'),
  fields: (t) => ({
    id: t.id({ description: 'Opaque, global, typed.', resolve: (row) => encodeGlobalId('ApiKey', row.id) }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    prefix: t.exposeString('prefix', { description: 'Its first characters, to tell keys apart.' }),
    scopes: t.exposeStringList('scopes', { description: 'What it may do.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'When it stops to work; null: never.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'When it was last used.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was revoked; null while it works.' }),
    isOld: t.exposeBoolean('isOld', { description: 'Older than 90 days: time for another.' }),
  }),
})

const User = builder.objectRef<UserRow>('User').implement({
  description: 'A person who may sign in.',
  extensions: needs('admin'),
  fields: (t) => ({
    id: t.id({ description: 'Opaque, global, typed.', resolve: (row) => encodeGlobalId('User', row.id) }),
    name: t.exposeString('name', { description: 'The name to sign in with, in any case.' }),
    scopes: t.exposeStringList('scopes', { description: 'What they may do.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they were let in.' }),
    lastSignInAt: t.expose('lastSignInAt', { type: 'DateTime', nullable: true, description: 'When they last signed in.' }),
    disabledAt: t.expose('disabledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When their access ended; null while they have it.',
    }),
    secretIsFirst: t.exposeBoolean('secretIsFirst', {
      description: 'Whether they have not yet put a secret of their own in place of the one that was made for them.',
    }),
    hasSecondFactor: t.exposeBoolean('hasSecondFactor', { description: 'Whether they are asked for a second factor when they sign in.' }),
    sessions: t.exposeInt('sessions', { description: 'Browsers that they are signed in with now.' }),
  }),
})

builder.queryFields((t) => ({
  apiKeys: t.field({
    type: [ApiKey],
    description: 'Keys of programs, newest first; revoked and expired ones too.',
    extensions: needs('admin'),
    resolve: (_, __, { writer }) => selectKeys(writer).orderBy(desc(apiKey.id)),
  }),
  users: t.field({
    type: [User],
    description: 'People who may sign in, by name; disabled ones too.',
    extensions: needs('admin'),
    resolve: (_, __, { writer }) => selectUsers(writer).orderBy(userAccount.nameKey),
  }),
}))

const nameText = text({ min: 1, max: 100 })
const someScopes = (given: readonly string[]) => `is not a scope; there are ${given.join(', ')}`
const scopesOf = <Scope extends string>(known: readonly [Scope, ...Scope[]]) =>
  z.array(z.enum(known, someScopes(known))).min(1, 'needs at least one scope')

/** A secret in an answer is left out of what is kept for repeats: it is shown once and stored nowhere. */
function shownOnce<Payload extends object>(payload: Payload, secret: string): Payload & { secret?: string } {
  return Object.defineProperty<Payload & { secret?: string }>(payload, 'secret', { value: secret, enumerable: false })
}

function onlyOnce({ secret }: { secret?: string }): string {
  if (secret !== undefined) return secret
  throw new GraphQLError(
    'It was shown once, with the first answer to this clientMutationId, and is stored nowhere. End it and make another.',
    {
      extensions: { code: 'ALREADY_DONE' },
    },
  )
}

const maySign = scopes.filter((scope) => scope !== 'webhook')
const [firstScope, ...otherScopes] = maySign

mutation<{ name: string; scopes: (typeof scopes)[number][]; expiresAt?: Date | null | undefined }, { apiKeyId: string; secret?: string }>({
  name: 'createApiKey',
  description: 'Lets a program in. Answers its key, once; send it as `Authorization: Bearer <key>`.',
  needs: ['admin'],
  // What only reads gives nothing away that the page does not.
  asksAgain: ({ scopes }) => scopes.some((scope) => scope !== 'read'),
  input: (t) => ({
    name: t.string({ required: true, description: 'What it is for; 1 to 100 characters.' }),
    scopes: t.stringList({
      required: true,
      description: `What it may do: of ${scopes.join(', ')}, those that you hold, read and webhook.`,
    }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it stops to work, at most 5 years ahead; in a year when left out.' }),
  }),
  schema: z.object({ name: nameText, scopes: scopesOf(scopes), expiresAt: z.date().nullish() }),
  run: async ({ name, scopes, expiresAt }, { writer, caller }) => {
    const key = newToken()
    const made = await createApiKey(writer, caller, {
      name,
      scopes,
      expiresAt: expiresAt ?? null,
      prefix: key.slice(0, 6),
      keyHash: tokenHash(key),
    })
    return shownOnce(made, key)
  },
  success: (t) => ({
    key: t.string({ description: 'The key. It is shown this once.', resolve: onlyOnce }),
    apiKey: t.field({
      type: ApiKey,
      description: 'What is kept of it.',
      resolve: async ({ apiKeyId }, _, { writer }) => written(await selectKeys(writer).where(eq(apiKey.id, apiKeyId))),
    }),
  }),
})

mutation({
  name: 'revokeApiKey',
  description: 'Ends a key at once, everywhere.',
  needs: ['admin'],
  input: (t) => ({ id: t.id({ required: true, description: 'Which key.' }) }),
  schema: z.object({ id: idOf('ApiKey') }),
  run: ({ id }, { writer, caller }) => revokeApiKey(writer, caller, { apiKeyId: id }),
  success: (t) => ({
    apiKey: t.field({
      type: ApiKey,
      description: 'The key, revoked.',
      resolve: async ({ apiKeyId }, _, { writer }) => written(await selectKeys(writer).where(eq(apiKey.id, apiKeyId))),
    }),
  }),
})

mutation<{ name: string; scopes: (typeof maySign)[number][] }, { userId: string; secret?: string }>({
  name: 'createUser',
  description: 'Lets a person in. Answers the secret that they first sign in with, within 7 days, once; they put their own in its place.',
  needs: ['admin'],
  asksAgain: true,
  input: (t) => ({
    name: t.string({ required: true, description: 'The name to sign in with; 1 to 100 characters.' }),
    scopes: t.stringList({ required: true, description: `What they may do: of ${maySign.join(', ')}, those that you hold, and read.` }),
  }),
  schema: z.object({ name: nameText, scopes: scopesOf([firstScope ?? 'read', ...otherScopes]) }),
  run: async ({ name, scopes }, { writer, caller }) => {
    const secret = newToken()
    return shownOnce(await createUser(writer, caller, { name, scopes, secretHash: await hashSecret(secret) }), secret)
  },
  success: (t) => ({
    secret: t.string({ description: 'The secret. It is shown this once.', resolve: onlyOnce }),
    user: t.field({
      type: User,
      description: 'The person.',
      resolve: async ({ userId }, _, { writer }) => written(await selectUsers(writer).where(eq(userAccount.id, userId))),
    }),
  }),
})

mutation({
  name: 'disableUser',
  description: "Ends a person's access and sessions at once. The last admin stays.",
  needs: ['admin'],
  input: (t) => ({ id: t.id({ required: true, description: 'Which user.' }) }),
  schema: z.object({ id: idOf('User') }),
  run: ({ id }, { writer, caller }) => disableUser(writer, caller, { userId: id }),
  success: (t) => ({
    user: t.field({
      type: User,
      description: 'The person, disabled.',
      resolve: async ({ userId }, _, { writer }) => written(await selectUsers(writer).where(eq(userAccount.id, userId))),
    }),
  }),
})

const oneUser = (userId: string, writer: Writer) => selectUsers(writer).where(eq(userAccount.id, userId))

mutation({
  name: 'endSessions',
  description: 'Ends every session of a person at once, as after a lost laptop. They may sign in again.',
  needs: ['admin'],
  input: (t) => ({ id: t.id({ required: true, description: 'Which user.' }) }),
  schema: z.object({ id: idOf('User') }),
  run: ({ id }, { writer, caller }) => endSessions(writer, caller, { userId: id }),
  success: (t) => ({
    ended: t.exposeInt('ended', { description: 'How many there were.' }),
    user: t.field({
      type: User,
      description: 'The person.',
      resolve: async ({ userId }, _, { writer }) => written(await oneUser(userId, writer)),
    }),
  }),
})

mutation<{ id: string; scopes: (typeof maySign)[number][] }, { userId: string }>({
  name: 'changeUserScopes',
  description: 'Changes what a person may do, at once, also in what they have open. The last admin stays one.',
  needs: ['admin'],
  asksAgain: true,
  input: (t) => ({
    id: t.id({ required: true, description: 'Which user.' }),
    scopes: t.stringList({
      required: true,
      description: `All that they may do from now on: of ${maySign.join(', ')}. You can add those that you hold.`,
    }),
  }),
  schema: z.object({ id: idOf('User'), scopes: scopesOf([firstScope ?? 'read', ...otherScopes]) }),
  run: ({ id, scopes }, { writer, caller }) => changeUserScopes(writer, caller, { userId: id, scopes }),
  success: (t) => ({
    user: t.field({
      type: User,
      description: 'The person.',
      resolve: async ({ userId }, _, { writer }) => written(await oneUser(userId, writer)),
    }),
  }),
})

mutation<{ id: string }, { userId: string; secret?: string }>({
  name: 'resetUserSecret',
  description:
    'Gives a person another secret, shown once and good for 7 days until they put their own in its place; lets a disabled one in again, and ends their sessions. A second factor stays.',
  needs: ['admin'],
  asksAgain: true,
  input: (t) => ({ id: t.id({ required: true, description: 'Which user; one who holds no more than you do.' }) }),
  schema: z.object({ id: idOf('User') }),
  run: async ({ id }, { writer, caller }) => {
    const secret = newToken()
    return shownOnce(await giveNewSecret(writer, caller, { userId: id, secretHash: await hashSecret(secret) }), secret)
  },
  success: (t) => ({
    secret: t.string({ description: 'The secret. It is shown this once.', resolve: onlyOnce }),
    user: t.field({
      type: User,
      description: 'The person.',
      resolve: async ({ userId }, _, { writer }) => written(await oneUser(userId, writer)),
    }),
  }),
})

mutation({
  name: 'resetSecondFactor',
  description: 'Takes the second factor of a person away who has lost it, and ends their sessions. They set up another.',
  needs: ['admin'],
  asksAgain: true,
  input: (t) => ({ id: t.id({ required: true, description: 'Which user; one who holds no more than you do.' }) }),
  schema: z.object({ id: idOf('User') }),
  run: ({ id }, { writer, caller }) => resetSecondFactor(writer, caller, { userId: id }),
  success: (t) => ({
    user: t.field({
      type: User,
      description: 'The person.',
      resolve: async ({ userId }, _, { writer }) => written(await oneUser(userId, writer)),
    }),
  }),
})
