import type { FieldMap, InputFieldMap } from '@pothos/core'
import { allows, type Scope } from '@swarm/jobs/actors'
import { auditRefusals } from '@swarm/jobs/audit/audit-refusals'
import { ForbiddenError, InvalidInputError, ReauthenticationRequiredError, UserError } from '@swarm/jobs/errors'
import { z } from 'zod'
import { provenMinutes } from '../auth/authenticate.ts'
import { builder, decodeGlobalId, type SchemaShape } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { type ErrorAnswer, errorAnswer, userErrorTypes } from './errors.ts'
import { isNoText, noTextIn } from './no-text.ts'
import { noteRefusal } from './note-refusal.ts'
import { onceForClient } from './once-for-client.ts'
import { openToUnfinished } from './unfinished.ts'

type InputFields = PothosSchemaTypes.InputFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaShape>, 'InputObject'>
type ObjectFields<Payload> = PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaShape>, Payload>

export type MutationOptions<Input, Payload extends Record<string, unknown>> = {
  /** The words of its function, its audit action and its test. */
  name: string
  description: string
  /** Every scope that the caller must hold. */
  needs: readonly [Scope, ...Scope[]]
  /** Whether it gives access or takes a brake off, so that a person must have proven lately who they are; keys are never asked. */
  asksAgain?: true | ((input: Input, context: GraphQLContext) => boolean | Promise<boolean>)
  /** Open to people who must do something else before anything: by it they do that. */
  isOpenToUnfinished?: true
  /** Input fields that nothing of may be kept, not even a hash: a repeat is known by the others. */
  secretFields?: readonly string[]
  input: (t: InputFields) => InputFieldMap
  /** Where mutations share one input type: its name. The first of them declares its fields. */
  inputName?: string
  /** Parses the input before anything else; its messages name field, rule and what was given. */
  schema: z.ZodType<Input>
  /** Fields of the success type. The payload is plain data with ids, so that a repeat can be answered with the same result. */
  success: (t: ObjectFields<Payload>) => FieldMap
  run: (input: Input, context: GraphQLContext) => Promise<Payload>
}

function declareInput(name: string, options: { name: string; input: (t: InputFields) => InputFieldMap }) {
  return builder.inputType(name, {
    description: `What ${options.name} takes.`,
    fields: (t) => ({
      ...options.input(t),
      clientMutationId: t.string({ description: 'Makes a repeat safe: for 24 hours the same id and input give the same result.' }),
    }),
  })
}

const inputTypes = new Map<string, ReturnType<typeof declareInput>>()

function inputTypeOf(name: string, options: { name: string; input: (t: InputFields) => InputFieldMap }): ReturnType<typeof declareInput> {
  const known = inputTypes.get(name) ?? declareInput(name, options)
  inputTypes.set(name, known)
  return known
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/**
 * The one way to declare a mutation. Derives the input, success and result union types and their names, checks scopes, parses input,
 * answers repeats, and turns what a caller can act on into a member of the union.
 */
export function mutation<Input, Payload extends Record<string, unknown>>(options: MutationOptions<Input, Payload>): void {
  const name = capital(options.name)
  const extensions = {
    needs: options.needs,
    ...(options.isOpenToUnfinished && openToUnfinished),
    ...(options.asksAgain && { asksAgain: true }),
  }
  const InputType = inputTypeOf(options.inputName ?? `${name}Input`, options)
  const SuccessType = builder.objectRef<Payload>(`${name}Success`).implement({
    description: `What ${options.name} did.`,
    extensions,
    fields: options.success,
  })
  const ResultType = builder.unionType(`${name}Result`, {
    description: `What ${options.name} did, or why not.`,
    types: [SuccessType, ...userErrorTypes],
    resolveType: (value) => ('kind' in value && 'requiredScope' in value ? String(value.kind) : `${name}Success`),
    extensions,
  })
  builder.mutationField(options.name, (t) =>
    t.field({
      type: ResultType,
      description: options.asksAgain ? `${options.description} ${askedWords(options.asksAgain === true)}` : options.description,
      extensions,
      args: { input: t.arg({ type: InputType, required: true, description: `What ${options.name} is to be done with.` }) },
      // Pothos chooses between list and single by a conditional type that can't be settled while Payload is open.
      resolve: (_, args, context) => answer(options, args.input, context) as never,
    }),
  )
}

const askedWords = (isAlways: boolean): string =>
  `${isAlways ? 'A' : 'Where it loosens or gives something, a'} person is asked to sign in again when that is more than ${provenMinutes} minutes ago.`

const repeatable = z.object({
  clientMutationId: z.string().min(1, 'needs at least 1 character').max(200, 'may have at most 200 characters').nullish(),
})

async function answer<Input, Payload extends Record<string, unknown>>(
  { name, needs, schema, run, asksAgain, secretFields = [] }: MutationOptions<Input, Payload>,
  given: unknown,
  context: GraphQLContext,
): Promise<Payload | ErrorAnswer> {
  const orError = async <T>(work: () => T | Promise<T>): Promise<T | ErrorAnswer> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof UserError) return errorAnswer(error)
      throw error
    }
  }
  return orError(async () => {
    const missing = needs.find((scope) => !allows(context.caller.scopes, scope))
    if (missing) {
      noteRefusal(context, { what: name, scope: missing })
      throw new ForbiddenError(`${name} needs the scope "${missing}".`, missing)
    }
    const noText = noTextIn(given)
    if (noText) throw new InvalidInputError(`${noText.join('.')}: holds characters that are no text`, noText)
    const input = parseInput(schema, given)
    const { clientMutationId } = parseInput(repeatable, given)
    if (asksAgain && context.session !== null && performance.now() > context.session.provenUntil) {
      if (asksAgain === true || (await asksAgain(input, context)))
        throw new ReauthenticationRequiredError(`You signed in more than ${provenMinutes} minutes ago. Sign in again, then this is done.`)
    }
    const kept = secretFields.length === 0 ? given : without(given, secretFields)
    return onceForClient(context, { name, clientMutationId: clientMutationId ?? null, given: kept }, () =>
      orError(() => auditRefusals(context.writer.sql, () => run(input, context))),
    )
  })
}

function without(given: unknown, fields: readonly string[]): unknown {
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(Object.entries(given).filter(([name]) => !fields.includes(name)))
}

/** Throws InvalidInputError with the path of the first fault and the words of all. */
export function parseInput<Input>(schema: z.ZodType<Input>, given: unknown): Input {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const words = parsed.error.issues.map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
  throw new InvalidInputError(words.join('; '), first ? first.path.map(String) : null)
}

/** An id of one type, as the API gives ids out; parses to the row's id. */
export function idOf(typename: string): z.ZodType<string> {
  return z.string().transform((value, context) => {
    const decoded = decodeGlobalId(value)
    if (decoded?.typename === typename) return decoded.id
    context.addIssue(decoded ? `is the id of a ${decoded.typename}, not of a ${typename}` : `is not an id of a ${typename}`)
    return z.NEVER
  })
}

/** Text that a person typed: trimmed, with a length, without NUL and lone surrogates. */
export function text(limits: { min?: number; max: number }): z.ZodType<string> {
  return z
    .string()
    .refine((value) => !isNoText(value), 'holds characters that are no text')
    .transform((value) => value.trim())
    .pipe(
      z
        .string()
        .min(limits.min ?? 0, `needs at least ${limits.min ?? 0} characters`)
        .max(limits.max, `may have at most ${limits.max} characters`),
    )
}
