import SchemaBuilder from '@pothos/core'
import RelayPlugin from '@pothos/plugin-relay'
import type { Scope } from '@swarm/jobs/actors'
import { GraphQLError, isObjectType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'
import type { GraphQLContext } from './context.ts'
import { parseDay, parseInstant } from './scalars.ts'

/** A page's total, counted only when somebody asks for it. */
export type Total = { count: number; isEstimate: boolean }

export type SchemaShape = {
  Context: GraphQLContext
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date | string }
    Date: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
  Connection: { total: () => Promise<Total> }
}

/** What a field or type needs of its caller. Everything must say so: the default is deny (I18). */
export const needs = (...scopes: [Scope, ...Scope[]]): { needs: readonly Scope[] } => ({ needs: scopes })

export const builder = new SchemaBuilder<SchemaShape>({
  plugins: [RelayPlugin],
  defaultFieldNullability: false,
  relay: {
    cursorType: 'String',
    edgesFieldOptions: { nullable: false, description: 'The rows of this page, in order.' },
    nodeFieldOptions: { nullable: false, description: 'The row.' },
    cursorFieldOptions: { description: 'Where this row stands; give it as `after` or `before`.' },
    nodeTypeOptions: { description: 'Anything with an id of its own.', extensions: needs('read') },
    pageInfoFieldOptions: { description: 'Whether there are more rows, and the cursors to go on with.' },
    hasNextPageFieldOptions: { description: 'Whether rows follow after the last of this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether rows stand before the first of this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first row; null where there is none. Give it as `before`.' },
    endCursorFieldOptions: { description: 'Cursor of the last row; null where there is none. Give it as `after`.' },
    pageInfoTypeOptions: { description: 'Whether there is more, and where to go on.' },
    nodeQueryOptions: {
      description: 'Anything by its id; null when there is no such thing.',
      extensions: needs('read'),
      args: { id: { description: 'An id as the API gave it out.' } },
      // The library makes a fault of an id whose type is no Node.
      resolve: (_, { id }, __, { schema }, load) => (isNodeType(schema.getType(id.typename)) ? load(id) : null),
    },
    nodesQueryOptions: false,
    idFieldOptions: { description: 'Opaque, global, typed.' },
    firstArgOptions: { description: 'How many rows after the cursor; 50 unless said, at most 200.' },
    lastArgOptions: { description: 'How many rows before the cursor; at most 200.' },
    afterArgOptions: { description: 'A cursor that this list gave out.' },
    beforeArgOptions: { description: 'A cursor that this list gave out.' },
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: (globalId) => decodeGlobalId(globalId) ?? { typename: 'Unknown', id: 'none' },
  },
})

const isNodeType = (type: unknown): boolean => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')

export function encodeGlobalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url')
}

/** Null for anything that `encodeGlobalId` did not make. */
export function decodeGlobalId(globalId: string): { typename: string; id: string } | null {
  const match = /^([A-Z][A-Za-z]*):([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.exec(Buffer.from(globalId, 'base64url').toString('utf8'))
  return match?.[1] && match[2] ? { typename: match[1], id: match[2] } : null
}

const literal = (node: ValueNode): unknown => (node.kind === Kind.STRING ? node.value : null)

builder.scalarType('DateTime', {
  description: 'A point in time, ISO 8601, UTC.',
  // Rows that are only shown bring the text that is answered (db/src/columns.ts, `isoText`).
  serialize: (value) =>
    typeof value === 'string' && value.length === 24 && value.endsWith('Z')
      ? value
      : (value instanceof Date ? value : new Date(value)).toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(literal(node)),
})
builder.scalarType('Date', {
  description: "A day, YYYY-MM-DD, in the organisation's time zone.",
  serialize: (value) => value,
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(literal(node)),
})
builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => {
    if (node.kind === Kind.VARIABLE) throw new GraphQLError('Give JSON as a variable.')
    return valueFromASTUntyped(node, variables)
  },
})

builder.globalConnectionFields((t) => ({
  totalCount: t.int({
    description:
      'How many rows in all. Exact up to 10,000; above that an estimate (see totalCountIsEstimate). Counted only when asked for.',
    resolve: async (page) => (await page.total()).count,
  }),
  totalCountIsEstimate: t.boolean({
    description: 'Whether totalCount is the planner’s estimate because there are more than 10,000 rows.',
    resolve: async (page) => (await page.total()).isEstimate,
  }),
}))

builder.queryType({ description: 'Everything that can be read.' })
builder.mutationType({
  description: 'Everything that can be changed. Each answers with a union: its success, or an error that the caller can act on.',
})
builder.subscriptionType({ description: 'What changes while you watch.' })
