import { sql } from 'drizzle-orm'
import { bigint, boolean, bytea, check, index, integer, jsonb, primaryKey, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/** A person who may sign in. The secret is kept as a scrypt hash alone. */
export const userAccount = snakeCase.table('user_account', {
  id: id(),
  name: text().notNull(),
  /** The name folded for signing in: lower case, trimmed. */
  nameKey: text().notNull().unique(),
  secretHash: text().notNull(),
  /** Somebody else made the secret and has seen it: the person is asked for another one of their own. */
  secretIsFirst: boolean().notNull().default(false),
  /** When such a secret stops to sign in; null: never. */
  secretRunsOutAt: instant(),
  scopes: text().array().notNull(),
  createdAt: instant().notNull().defaultNow(),
  lastSignInAt: instant(),
  disabledAt: instant(),
})

/** A signed-in browser. The cookie's token is kept as its SHA-256. */
export const session = snakeCase.table(
  'session',
  {
    id: id(),
    tokenHash: bytea().notNull().unique(),
    userId: uuid()
      .notNull()
      .references(() => userAccount.id),
    createdAt: instant().notNull().defaultNow(),
    seenAt: instant().notNull().defaultNow(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
    /** Where it was opened, in words for its person; null where that is not known. */
    browser: text(),
    address: text(),
  },
  (t) => [index('session_user').on(t.userId), index('session_expires').on(t.expiresAt)],
)

/** A person's second factor. Its secret is sealed under a key made of SESSION_SECRET; one that was only offered signs nobody in. */
export const secondFactor = snakeCase.table(
  'second_factor',
  {
    userId: uuid()
      .primaryKey()
      .references(() => userAccount.id),
    sealed: bytea(),
    keyId: text(),
    confirmedAt: instant(),
    /** The step of the last code that was taken: no code is taken twice. */
    lastStep: bigint({ mode: 'number' }),
    offeredSealed: bytea(),
    offeredKeyId: text(),
    offeredAt: instant(),
  },
  (t) => [
    check(
      'second_factor_is_confirmed_with_its_secret',
      sql`(${t.sealed} is null) = (${t.confirmedAt} is null) and (${t.sealed} is null) = (${t.keyId} is null)`,
    ),
  ],
)

/** What signs in once in place of a code. Random, kept as its SHA-256. */
export const recoveryCode = snakeCase.table(
  'recovery_code',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => userAccount.id),
    codeHash: bytea().notNull().unique(),
    usedAt: instant(),
  },
  (t) => [index('recovery_code_user').on(t.userId)],
)

/** A program's key. Shown once; kept as its SHA-256. */
export const apiKey = snakeCase.table(
  'api_key',
  {
    id: id(),
    name: text().notNull(),
    /** The first characters, so that a person can tell keys apart. */
    prefix: text().notNull(),
    keyHash: bytea().notNull().unique(),
    scopes: text().array().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
    expiresAt: instant(),
    lastUsedAt: instant(),
    revokedAt: instant(),
  },
  (t) => [check('api_key_has_a_scope', sql`cardinality(${t.scopes}) > 0`)],
)

/** Failed sign-ins per name and per address, for the growing delay. */
export const signInFailure = snakeCase.table('sign_in_failure', {
  /** `name:<name>` or `address:<ip>` */
  key: text().primaryKey(),
  failures: integer().notNull(),
  lastAt: instant().notNull(),
  lockedUntil: instant(),
})

/** What a clientMutationId answered, for 24 hours: the same id and input give the same result. */
export const clientMutation = snakeCase.table(
  'client_mutation',
  {
    actor: text().notNull(),
    clientMutationId: text().notNull(),
    field: text().notNull(),
    inputHash: bytea().notNull(),
    result: jsonb(),
    isDone: boolean().notNull().default(false),
    takenAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.clientMutationId] }), index('client_mutation_taken').on(t.takenAt)],
)
