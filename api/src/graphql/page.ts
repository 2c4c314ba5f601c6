import { beyond, type Cursor, CursorError, decodeCursor, encodeCursor, type KeysetOrder, keysetOrderBy } from '@swarm/db/keyset'
import type { Reader, ReadSql } from '@swarm/db/read'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import type { Total } from './builder.ts'

export type PageArguments = {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** Which rows of a list are asked for: the first of those between the cursors, or the last. */
type PageRequest = { limit: number; after: Cursor | null; before: Cursor | null; isBackward: boolean }

/** The part of a list that one statement reads: `limit` is one row more than is shown, which tells whether there are more. */
export type PageSlice = { where: SQL | undefined; orderBy: SQL; limit: number }

/** A list in the database. */
export type List<Row> = {
  reader: Reader
  args: PageArguments
  order: KeysetOrder
  /** Where its rows stand, for counting them. */
  from: SQL
  /** Which of them belong to it. */
  conditions: readonly SQL[]
  rows: (db: ReadSql, slice: PageSlice) => Promise<readonly Row[]>
  /** The first `limit` rows, where they are read by a statement that is prepared. */
  firstRows?: ((limit: number) => Promise<readonly Row[]>) | undefined
  cursorOf: (row: Row) => Cursor
  /** How many there are, where a loader counts them for many lists at once; null for more than are counted. */
  total?: (() => Promise<Total | null>) | undefined
}

export type Page<Row> = {
  edges: { readonly cursor: string; node: Row }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; readonly startCursor: string | null; readonly endCursor: string | null }
  total: () => Promise<Total>
}

const pageSize = { default: 50, most: 200 } as const

function refuse(message: string, path: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID_INPUT', path: [path] } })
}

/** Parses the paging arguments of one list. Throws INVALID_INPUT for sizes and cursors that can't be. */
function pageRequest({ first, after, last, before }: PageArguments, order: KeysetOrder): PageRequest {
  if (first != null && last != null) throw refuse('Give `first` or `last`, not both.', 'first')
  const isBackward = last != null || (before != null && after == null && first == null)
  const limit = first ?? last ?? pageSize.default
  if (limit < 0 || limit > pageSize.most)
    throw refuse(`A page has 0 to ${pageSize.most} rows, ${limit} were asked for.`, isBackward ? 'last' : 'first')
  return { limit, after: readCursor(order, after, 'after'), before: readCursor(order, before, 'before'), isBackward }
}

function readCursor(order: KeysetOrder, given: string | null | undefined, path: 'after' | 'before'): Cursor | null {
  if (given == null) return null
  try {
    return decodeCursor(order, given)
  } catch (error) {
    if (error instanceof CursorError) throw refuse(error.message, path)
    throw error
  }
}

/** Whether the list is read from its beginning. */
const isFromStart = ({ after, before, isBackward }: PageRequest): boolean => after === null && before === null && !isBackward

/** What a page needs of its list when a cursor or the total is asked for. */
type Rest<Row> = { order: KeysetOrder; cursorOf: (row: Row) => Cursor; total: () => Promise<Total> }

// Classes, so that what hardly anybody asks for costs nothing: a page of leads with their relations has hundreds of edges, and as literals with
// getters each of them brought closures of its own for a cursor that nobody read.
class RowEdge<Row> {
  readonly node: Row
  private readonly page: RowsPage<Row>
  constructor(node: Row, page: RowsPage<Row>) {
    this.node = node
    this.page = page
  }
  get cursor(): string {
    return this.page.cursorOf(this.node)
  }
}

/** Rows that were fetched in the request's direction, one more than asked for where there are more, as a page. */
class RowsPage<Row> implements Page<Row> {
  readonly edges: RowEdge<Row>[]
  private readonly request: PageRequest
  private readonly hasMore: boolean
  private readonly makeRest: () => Rest<Row>
  private madeRest: Rest<Row> | undefined

  constructor(rows: readonly Row[], request: PageRequest, makeRest: () => Rest<Row>) {
    const { limit, isBackward } = request
    this.request = request
    this.hasMore = rows.length > limit
    this.makeRest = makeRest
    this.edges = []
    for (const row of rows) {
      if (this.edges.length === limit) break
      this.edges.push(new RowEdge(row, this))
    }
    if (isBackward) this.edges.reverse()
  }

  private get rest(): Rest<Row> {
    this.madeRest ??= this.makeRest()
    return this.madeRest
  }

  cursorOf(row: Row): string {
    return encodeCursor(this.rest.order, this.rest.cursorOf(row))
  }

  get pageInfo(): Page<Row>['pageInfo'] {
    const { edges, hasMore, request } = this
    const { after, before, isBackward } = request
    return {
      hasNextPage: isBackward ? before !== null : hasMore,
      hasPreviousPage: isBackward ? hasMore : after !== null,
      get startCursor() {
        return edges.at(0)?.cursor ?? null
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null
      },
    }
  }

  total(): Promise<Total> {
    return this.rest.total()
  }
}

/** The conditions of a keyset query: the list's own, and between which cursors. */
function keysetWhere({ after, before }: PageRequest, order: KeysetOrder, conditions: readonly SQL[]): SQL | undefined {
  const all = [...conditions, ...(after ? [beyond(order, after, false)] : []), ...(before ? [beyond(order, before, true)] : [])]
  return all.length > 0 ? sql.join(all, sql` and `) : undefined
}

export const exactUpTo = 10_000

/** Counts exactly up to 10,000; beyond that asks the planner, and says so. Counted once, however often it is asked for. */
function totalOf(reader: Reader, from: SQL, conditions: readonly SQL[]): () => Promise<Total> {
  const count = () =>
    reader.read(async (db) => {
      const where = conditions.length > 0 ? sql`where ${sql.join([...conditions], sql` and `)}` : sql``
      const { rows: counted } = await db.execute<{ count: number }>(
        sql`select count(*)::int as count from (select 1 from ${from} ${where} limit ${exactUpTo + 1}) rows`,
      )
      const count = counted[0]?.count ?? 0
      if (count <= exactUpTo) return { count, isEstimate: false }
      const {
        rows: [plan],
      } = await db.execute<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(sql`explain (format json) select 1 from ${from} ${where}`)
      return { count: Math.max(count, plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? count), isEstimate: true }
    })
  let counted: ReturnType<typeof count> | undefined
  return () => {
    counted ??= count()
    return counted
  }
}

function restOf<Row>({ reader, order, from, conditions, cursorOf, total }: List<Row>): Rest<Row> {
  const alone = totalOf(reader, from, conditions)
  return { order, cursorOf, total: total ? async () => (await total()) ?? alone() : alone }
}

/** One page of a list, read by keyset. Throws INVALID_INPUT for sizes and cursors that can't be. */
export async function listPage<Row>(list: List<Row>): Promise<Page<Row>> {
  const { reader, args, order, conditions, rows, firstRows } = list
  const request = pageRequest(args, order)
  const limit = request.limit + 1
  const found =
    firstRows && isFromStart(request)
      ? await firstRows(limit)
      : await reader.read((db) =>
          rows(db, { where: keysetWhere(request, order, conditions), orderBy: keysetOrderBy(order, request.isBackward), limit }),
        )
  return new RowsPage(found, request, () => restOf(list))
}

/**
 * A page of one of many lists, such as the timelines of a page of leads, whose first rows a loader reads in one statement for all of them. Whatever
 * else is asked of it is read of `list`, which is made for it only then: there are as many of these as there are rows.
 */
export async function pageOfEach<Row>(
  args: PageArguments,
  order: KeysetOrder,
  firstRows: (limit: number) => Promise<readonly Row[]>,
  list: () => List<Row>,
): Promise<Page<Row>> {
  const request = pageRequest(args, order)
  if (!isFromStart(request)) return listPage(list())
  return new RowsPage(await firstRows(request.limit + 1), request, () => restOf(list()))
}

/** One page of rows that are at hand, sorted by an ascending number which their cursors hold. Throws INVALID_INPUT like `listPage`. */
export function pageOfRows<Row>(
  all: readonly Row[],
  args: PageArguments,
  order: KeysetOrder,
  cursorOf: (row: Row) => { value: number; id: string },
): Page<Row> {
  const request = pageRequest(args, order)
  const { after, before } = request
  const chosen = all.filter((row) => {
    const { value } = cursorOf(row)
    return (after === null || value > Number(after.value)) && (before === null || value < Number(before.value))
  })
  if (request.isBackward) chosen.reverse()
  const total = async () => ({ count: all.length, isEstimate: false })
  return new RowsPage(chosen.slice(0, request.limit + 1), request, () => ({ order, cursorOf, total }))
}
