import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { InvalidInputError } from '@swarm/jobs/errors'
import { recordExport } from '@swarm/jobs/exports/record-export'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { YogaServerInstance } from 'graphql-yoga'
import { z } from 'zod'
import type { Authentication, Authenticator } from '../auth/authenticate.ts'
import { csvLine, csvRow } from '../exports/csv.ts'
import { type ExportDocument, exportDocument, NotAListError, pageKey, pageVariables } from '../exports/export-document.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { parseInput } from '../graphql/mutation.ts'
import { isNoText } from '../graphql/no-text.ts'
import { runOperation } from '../graphql/run-operation.ts'
import type { PersistedOperations } from '../graphql/use-persisted-operations.ts'
import { refuse, refuseUnknown } from './answer.ts'
import type { RateLimit } from './rate-limit.ts'
import { type BodyLimits, readBody } from './read-body.ts'

/** What one file may hold and take, told in its headers before and in its last line after. */
export type ExportLimits = {
  rows: number
  seconds: number
  /** Files that one caller reads at once in this process. */
  atOnce: number
  /** Between two pages, in milliseconds: half of what a caller may do, so that their pages go on. */
  betweenMs: number
}
const exportLimits: ExportLimits = { rows: 100_000, seconds: 300, atOnce: 2, betweenMs: 66 }

const text = z.string().min(1, 'needs at least 1 character')
const head = z
  .string()
  .max(200, 'may have at most 200 characters')
  .refine((value) => !isNoText(value), 'holds characters that are no text')
const given = z.object({
  query: text.optional(),
  operationName: text.optional(),
  extensions: z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) }).optional(),
  variables: z.record(z.string(), z.unknown()).default({}),
  columns: z
    .array(z.object({ path: text, head }))
    .min(1, 'needs at least one')
    .max(200, 'may have at most 200')
    .optional(),
  bom: z.boolean().default(false),
  name: z
    .string()
    .regex(/^[\w -]{1,100}$/, 'may have letters, digits, spaces, - and _, at most 100')
    .default('export'),
})

type Page = { rows: readonly unknown[]; after: string | null }

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([own]) => own === key)?.[1] : null),
    value,
  )

const list = z.array(z.unknown())
const pageShape = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })

/** The rows of an answer; null where the document leaves them out by a condition. */
function pageOf(data: unknown, { path, isPaged, rowPath }: ExportDocument): Page | null {
  const found = at(data, path)
  // What holds the list does not exist: it has no rows.
  if (found === null || found === undefined) return { rows: [], after: null }
  if (!isPaged) return { rows: list.parse(found), after: null }
  const [edges = 'edges', node = 'node'] = rowPath
  const { hasNextPage, endCursor } = pageShape.parse(at(found, [pageKey]))
  const inPage = list.safeParse(at(found, [edges])).data?.map((edge) => at(edge, [node]))
  return inPage && !inPage.includes(undefined) ? { rows: inPage, after: hasNextPage ? endCursor : null } : null
}

export type ExportRoute = {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Cuts every file that is being made: whoever waits for one asks again, and gets it from another process. */
  stop(): void
}

/**
 * `POST /exports`: any list that a query can ask for, read to its end by pages and written as CSV while it is read, with the scopes, limits
 * and filters of that query. Who takes what is in the audit trail before the first byte leaves. What fails after it cuts the connection:
 * half a file would look like a whole one. So does the end of the caller's access: it is looked at before each page.
 */
export function createExportRoute(options: {
  yoga: YogaServerInstance<GraphQLContext, object>
  schema: GraphQLSchema
  persisted: PersistedOperations
  authenticator: Authenticator
  contextFor: (authentication: NonNullable<Authentication>) => GraphQLContext
  waitFor: RateLimit
  bodyLimits: BodyLimits
  limits?: ExportLimits | undefined
}): ExportRoute {
  const { yoga, schema, persisted, authenticator, contextFor, waitFor, bodyLimits, limits = exportLimits } = options
  const underWay = new Map<string, number>()
  const files = new Set<ServerResponse>()

  function readAsked(body: Buffer) {
    try {
      const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
      const asked = parseInput(given, json)
      const query = asked.query ?? persisted.get(asked.extensions?.persistedQuery.sha256Hash ?? '')
      if (query === undefined) throw new InvalidInputError('query: say which list, as a GraphQL query.', ['query'])
      const prepared = exportDocument(schema, query, asked.operationName, asked.variables)
      return { asked, prepared, paths: asked.columns?.map(({ path }) => path.split('.')) ?? prepared.columns }
    } catch (error) {
      if (error instanceof InvalidInputError || error instanceof NotAListError || error instanceof GraphQLError) return error.message
      if (error instanceof SyntaxError || error instanceof TypeError) return 'The body is no JSON in UTF-8.'
      throw error
    }
  }

  const answer: ExportRoute['answer'] = async (request, response) => {
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Ask for a file with POST.', { allow: 'POST' })
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Say what to export as application/json.')
    const body = await readBody(request, bodyLimits)
    // A body can be long in coming; who asked for it may be nobody by then.
    const authentication = await authenticator.authenticate(request)
    if (!authentication) return refuseUnknown(response)
    const read = readAsked(body)
    if (typeof read === 'string') return refuse(response, 400, 'INVALID_INPUT', read)
    const { caller, writer, log } = contextFor(authentication)
    const who = `${caller.kind}:${caller.id}`
    const running = underWay.get(who) ?? 0
    if (running >= limits.atOnce)
      return refuse(response, 429, 'RATE_LIMITED', `${limits.atOnce} files are being made for you. Wait for one, or cancel it.`, {
        'retry-after': '10',
      })
    underWay.set(who, running + 1)
    files.add(response)
    try {
      await writeFile(response, read, authentication)
    } finally {
      files.delete(response)
      const left = (underWay.get(who) ?? 1) - 1
      if (left > 0) underWay.set(who, left)
      else underWay.delete(who)
    }

    async function writeFile(
      to: ServerResponse,
      { asked, prepared, paths }: Exclude<ReturnType<typeof readAsked>, string>,
      first: NonNullable<Authentication>,
    ) {
      const started = performance.now()
      const load = (as: NonNullable<Authentication>, after: string | null) =>
        runOperation(yoga, contextFor(as), { document: prepared.document, variables: pageVariables(asked.variables, prepared, after) })
      const answered = await load(first, null)
      const [error] = answered.errors ?? []
      if (error) {
        const code = String(error.extensions['code'] ?? 'INVALID_INPUT')
        const status = code === 'FORBIDDEN' ? 403 : code === 'INTERNAL_SERVER_ERROR' ? 500 : code === 'TIMEOUT' ? 503 : 400
        return refuse(to, status, code, error.message)
      }
      const beginning = pageOf(answered.data, prepared)
      if (beginning === null) return refuse(to, 400, 'INVALID_INPUT', 'A condition leaves the rows of the list out of the answer.')
      const heads = asked.columns?.map(({ head }) => head) ?? paths.map((path) => path.join('.'))
      await recordExport(writer, caller, { list: prepared.list, variables: asked.variables, columns: heads })
      to.writeHead(200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${asked.name}.csv"`,
        'cache-control': 'no-store',
        'x-export-row-limit': String(limits.rows),
        'x-export-seconds-limit': String(limits.seconds),
      })
      to.write(`${asked.bom ? '\uFEFF' : ''}${csvLine(heads)}`)
      let rows = 0
      let page: Page = beginning
      for (;;) {
        const taken = page.rows.slice(0, limits.rows - rows)
        rows += taken.length
        const isTaken = to.write(taken.map((row) => csvRow(row, paths)).join(''))
        const isTooMany = taken.length < page.rows.length || (rows >= limits.rows && page.after !== null)
        const isTooLong = page.after !== null && performance.now() - started > limits.seconds * 1000
        if (isTooMany || isTooLong) {
          const why = isTooMany ? `a file has at most ${limits.rows} rows` : `a file may take ${limits.seconds} s`
          to.write(csvLine([`Not all: ${why}, and there are more. Narrow the filter.`]))
        }
        if (isTooMany || isTooLong || page.after === null) break
        // Once it is gone, neither of these would come.
        if (!isTaken && !to.destroyed) await Promise.race([once(to, 'drain'), once(to, 'close')])
        await wait(Math.max(limits.betweenMs, await waitFor(who)))
        if (to.destroyed) return
        const still = await authenticator.lookAgain(request)
        const next: Awaited<ReturnType<typeof load>> | null = still && (await load(still, page.after))
        const following: Page | null = next && !next.errors?.[0] ? pageOf(next.data, prepared) : null
        if (following === null) {
          const why = still === null ? 'the access of its caller is over' : next?.errors?.[0]?.message
          log.warn({ list: prepared.list, rows, why }, 'export: cut short')
          return void to.destroy()
        }
        page = following
      }
      to.end()
      log.info({ list: prepared.list, rows, caller: caller.name }, 'export: done')
    }
  }

  return {
    answer,
    stop() {
      for (const response of files) response.destroy()
    },
  }
}
