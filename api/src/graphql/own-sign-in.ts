import { changeOwnSecret, endOtherSessions, endOwnSession, type Person } from '@swarm/jobs/access/own-account'
import { confirmSecondFactor, offerSecondFactor, removeSecondFactor, renewRecoveryCodes } from '@swarm/jobs/access/second-factor'
import { InvalidInputError, RefusedError } from '@swarm/jobs/errors'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { loadOfferedFactor } from '../auth/factor.ts'
import { checkOwnSecret } from '../auth/own-secret.ts'
import { newRecoveryCodes, recoveryCodeHash } from '../auth/recovery-codes.ts'
import { hashSecret, isMadeSecret } from '../auth/secrets.ts'
import { base32, factorUri, newFactorSecret, stepOfCode } from '../auth/totp.ts'
import { builder, encodeGlobalId, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { idOf, mutation } from './mutation.ts'
import { loadOwnSessions, loadOwnSignIn, type OwnSessionRow, type OwnSignInRow } from './own-sign-in-rows.ts'
import type { Unfinished } from './unfinished.ts'
import { Viewer } from './viewer.ts'

const OwnSession = builder.objectRef<OwnSessionRow>('OwnSession').implement({
  description: 'A browser in which the person who asks is signed in.',
  extensions: needs('read'),
  fields: (t) => ({
    id: t.id({ description: 'Opaque, global, typed.', resolve: (row) => encodeGlobalId('OwnSession', row.id) }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When they signed in, in real time.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', description: 'When it was last used; an open page is no use.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it is over if it is not used any more.' }),
    browser: t.exposeString('browser', { nullable: true, description: 'From which browser, as it called itself: Firefox on Linux.' }),
    address: t.exposeString('address', { nullable: true, description: 'From which network address.' }),
    isThis: t.exposeBoolean('isThis', { description: 'Whether it is the one that asks.' }),
  }),
})

const UnfinishedEnum = builder.enumType('UnfinishedSignIn', {
  description: 'What a person must do before anything else is open to them.',
  values: {
    CHANGE_SECRET: { description: 'Put a secret of their own in place of the one that was made for them.' },
    SET_SECOND_FACTOR: { description: 'Set up a second factor: the settings ask for one.' },
  } satisfies Record<Unfinished, { description: string }>,
})

const OwnSignIn = builder.objectRef<OwnSignInRow>('OwnSignIn').implement({
  description: 'How the person who asks signs in.',
  extensions: needs('read'),
  fields: (t) => ({
    secretIsFirst: t.exposeBoolean('secretIsFirst', {
      description: 'Whether the secret was made by somebody else, who has seen it: change it.',
    }),
    unfinished: t.field({
      type: UnfinishedEnum,
      nullable: true,
      description: 'What must be done before anything else is open; null when nothing. A sandbox lets a first secret stand.',
      resolve: ({ secretIsFirst, isSandbox, isFactorNeeded, factorSince }): Unfinished | null =>
        secretIsFirst && !isSandbox ? 'CHANGE_SECRET' : isFactorNeeded && factorSince === null ? 'SET_SECOND_FACTOR' : null,
    }),
    secondFactorSince: t.expose('factorSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when a second factor is asked for at sign-in, in real time; null: there is none.',
    }),
    secondFactorNeeded: t.exposeBoolean('isFactorNeeded', { description: 'Whether the settings ask this person for one.' }),
    recoveryCodesLeft: t.exposeInt('recoveryCodesLeft', { description: 'How many recovery codes were not used yet.' }),
    sessions: t.field({
      type: [OwnSession],
      description: 'Where they are signed in, the last used first; at most 100.',
      resolve: (row, _, { writer }) => loadOwnSessions(writer, row),
    }),
  }),
})

builder.objectField(Viewer, 'signIn', (t) =>
  t.field({
    type: OwnSignIn,
    nullable: true,
    description: 'How they sign in; null for keys, which are no people.',
    extensions: needs('read'),
    resolve: ({ id }, _, { session, writer }) => (session === null ? null : loadOwnSignIn(writer, { userId: id, sessionId: session.id })),
  }),
)

/** Who asks, as a person. Throws RefusedError for keys. */
function personOf({ caller, session }: GraphQLContext): Person {
  if (caller.kind !== 'user' || session === null)
    throw new RefusedError('GUARD_REFUSED', 'A key has no account of its own.', [{ code: 'NO_PERSON', message: 'Sign in as a person.' }])
  return { ...caller, sessionId: session.id }
}

/** The person and, in every answer, how they sign in now. */
const viewerField = {
  type: Viewer,
  description: 'The person, as they sign in now.',
  resolve: (_: unknown, __: unknown, { caller }: GraphQLContext) => caller,
} as const

const endedWords = 'How many other sessions of the person were ended.'

mutation<{ secret: string; newSecret: string }, { ended: number }>({
  name: 'changeOwnSecret',
  description:
    'Puts another secret in place of the person’s own and ends their other sessions. Wrong old ones count as failed sign-ins. The page makes the new one: 43 signs, 256 random bits.',
  needs: ['read'],
  isOpenToUnfinished: true,
  secretFields: ['secret', 'newSecret'],
  input: (t) => ({
    secret: t.string({ required: true, description: 'The one that counts now.' }),
    newSecret: t.string({ required: true, description: '32 random bytes as 43 signs of base64url; not what a person would choose.' }),
  }),
  schema: z.object({
    secret: z.string().min(1).max(1000),
    newSecret: z.string().refine(isMadeSecret, 'must be 43 random signs, as the page makes them'),
  }),
  run: async ({ secret, newSecret }, context) => {
    const person = personOf(context)
    const before = await checkOwnSecret(context.writer, person, secret)
    const changed = await changeOwnSecret(context.writer, person, { before, after: await hashSecret(newSecret) })
    context.forgetAccess()
    return changed
  },
  success: (t) => ({ ended: t.exposeInt('ended', { description: endedWords }), viewer: t.field(viewerField) }),
})

mutation({
  name: 'endOwnSession',
  description: 'Ends one of the person’s own sessions at once; its open pages are closed.',
  needs: ['read'],
  isOpenToUnfinished: true,
  asksAgain: true,
  input: (t) => ({ id: t.id({ required: true, description: 'Which session.' }) }),
  schema: z.object({ id: idOf('OwnSession') }),
  run: ({ id }, context) => endOwnSession(context.writer, personOf(context), { sessionId: id }),
  success: (t) => ({ viewer: t.field(viewerField) }),
})

mutation({
  name: 'endOtherSessions',
  description: 'Ends every session of the person but the one that asks.',
  needs: ['read'],
  isOpenToUnfinished: true,
  asksAgain: true,
  input: () => ({}),
  schema: z.object({}),
  run: (_, context) => endOtherSessions(context.writer, personOf(context)),
  success: (t) => ({ ended: t.exposeInt('ended', { description: endedWords }), viewer: t.field(viewerField) }),
})

type Shown<T> = { shown?: T }
/** What is shown once is left out of what is kept for repeats. */
const shownOnce = <Payload extends object, T>(payload: Payload, shown: T): Payload & Shown<T> =>
  Object.defineProperty<Payload & Shown<T>>(payload, 'shown', { value: shown, enumerable: false })

function onlyOnce<T>({ shown }: Shown<T>): T {
  if (shown !== undefined) return shown
  throw new GraphQLError('It was shown once, with the first answer to this clientMutationId. Begin again.', {
    extensions: { code: 'ALREADY_DONE' },
  })
}

mutation<Record<never, never>, Shown<{ uri: string; secret: string }>>({
  name: 'offerSecondFactor',
  description: 'Makes a second factor for an authenticator (RFC 6238). It counts once a code of it was shown; one in use stays until then.',
  needs: ['read'],
  isOpenToUnfinished: true,
  asksAgain: true,
  input: () => ({}),
  schema: z.object({}),
  run: async (_, context) => {
    const person = personOf(context)
    const secret = newFactorSecret()
    await offerSecondFactor(context.writer, person, context.sealer.seal(person.id, secret))
    return shownOnce({}, { uri: factorUri(person.name, secret), secret: base32(secret) })
  },
  success: (t) => ({
    uri: t.string({
      description: 'What an authenticator reads from a picture (otpauth). It is shown this once.',
      resolve: (row) => onlyOnce(row).uri,
    }),
    secret: t.string({ description: 'The same to type in: base32. It is shown this once.', resolve: (row) => onlyOnce(row).secret }),
  }),
})

const notOffered = new RefusedError('NOT_READY', 'No second factor is on offer, or its time is over.', [
  { code: 'NOT_OFFERED', message: 'Begin with offerSecondFactor.' },
])

mutation<{ code: string }, { ended: number } & Shown<string[]>>({
  name: 'confirmSecondFactor',
  description: 'Takes the offered factor into use by a code of it, makes 10 recovery codes, and ends the person’s other sessions.',
  needs: ['read'],
  isOpenToUnfinished: true,
  secretFields: ['code'],
  input: (t) => ({ code: t.string({ required: true, description: 'The six digits that the authenticator shows now.' }) }),
  schema: z.object({ code: z.string().max(100) }),
  run: async ({ code }, context) => {
    const { writer, sealer } = context
    const person = personOf(context)
    const offered = await loadOfferedFactor(writer.sql, person.id)
    const secret = offered && sealer.open(person.id, offered)
    if (!offered || !secret) throw notOffered
    const step = stepOfCode(secret, code.replace(/\s/g, ''), offered.seconds)
    if (step === null) throw new InvalidInputError('code: is not the one that the authenticator shows now', ['code'])
    const codes = newRecoveryCodes()
    const recoveryHashes = codes.flatMap((one) => recoveryCodeHash(one) ?? [])
    const confirmed = await confirmSecondFactor(writer, person, { offered, step, recoveryHashes })
    context.forgetAccess()
    return shownOnce(confirmed, codes)
  },
  success: (t) => ({
    recoveryCodes: t.stringList({ description: 'Each signs in once in place of a code. They are shown this once.', resolve: onlyOnce }),
    ended: t.exposeInt('ended', { description: endedWords }),
    viewer: t.field(viewerField),
  }),
})

mutation<Record<never, never>, Shown<string[]>>({
  name: 'renewRecoveryCodes',
  description: 'Makes 10 other recovery codes; those of before count no more.',
  needs: ['read'],
  asksAgain: true,
  input: () => ({}),
  schema: z.object({}),
  run: async (_, context) => {
    const codes = newRecoveryCodes()
    await renewRecoveryCodes(
      context.writer,
      personOf(context),
      codes.flatMap((one) => recoveryCodeHash(one) ?? []),
    )
    return shownOnce({}, codes)
  },
  success: (t) => ({
    recoveryCodes: t.stringList({ description: 'Each signs in once in place of a code. They are shown this once.', resolve: onlyOnce }),
    viewer: t.field(viewerField),
  }),
})

mutation({
  name: 'removeSecondFactor',
  description: 'Takes the person’s own second factor away, where the settings don’t ask for one, and ends their other sessions.',
  needs: ['read'],
  asksAgain: true,
  input: () => ({}),
  schema: z.object({}),
  run: async (_, context) => {
    await removeSecondFactor(context.writer, personOf(context))
    context.forgetAccess()
    return {}
  },
  success: (t) => ({ viewer: t.field(viewerField) }),
})
