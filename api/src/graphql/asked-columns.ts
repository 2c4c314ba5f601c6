import { type DocumentNode, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql'
import { z } from 'zod'
import { eachField } from './each-field.ts'

/** Says which columns of its row a field with a resolver reads. One that says nothing is taken to read all of them. */
export const reads = (...columns: string[]): { reads: readonly string[] } => ({ reads: columns })

// A field without a resolver reads the column that it shows; the library leaves its name there.
const shown = z.object({ pothosExposedField: z.string() })
const declared = z.object({ reads: z.array(z.string()) })

/** The columns of its row that a field reads; null where it does not say. */
export function columnsReadBy({
  resolve,
  extensions,
}: Pick<GraphQLField<unknown, unknown>, 'resolve' | 'extensions'>): readonly string[] | null {
  const own = declared.safeParse(extensions).data?.reads
  if (own !== undefined) return own
  const column = shown.safeParse(extensions).data?.pothosExposedField
  return resolve === undefined && column !== undefined ? [column] : null
}

/** By type, the fields that a document asks for anywhere. */
function fieldsOf(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>()
  eachField(schema, document, (parent, field) => {
    const own = fields.get(parent.name) ?? new Set()
    fields.set(parent.name, own.add(field.name))
  })
  return fields
}

type Columns = ReadonlySet<string> | null

function columnsOf(schema: GraphQLSchema, fields: ReadonlyMap<string, ReadonlySet<string>>, typeName: string): Columns {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) return null
  const columns = new Set<string>()
  const known = type.getFields()
  for (const { name } of [type, ...type.getInterfaces()]) {
    for (const field of fields.get(name) ?? []) {
      const own = known[field]
      const read = own ? columnsReadBy(own) : null
      if (read === null) return null
      for (const column of read) columns.add(column)
    }
  }
  return columns
}

const byDocument = new WeakMap<DocumentNode, (typeName: string) => Columns>()

/** Which columns of a type's rows a document reads, worked out once for each document. */
function askedBy(schema: GraphQLSchema, document: DocumentNode): (typeName: string) => Columns {
  const known = byDocument.get(document)
  if (known) return known
  const fields = fieldsOf(schema, document)
  const columns = new Map<string, Columns>()
  const of = (typeName: string) => {
    const found = columns.get(typeName)
    if (found !== undefined) return found
    const made = columnsOf(schema, fields, typeName)
    columns.set(typeName, made)
    return made
  }
  byDocument.set(document, of)
  return of
}

/** What one operation asks of the rows that it reads. */
export type AskedColumns = {
  /** Says which document is executed. Rows are kept for an operation, so a second one would get what the first asked for: throws then. */
  executes(schema: GraphQLSchema, document: DocumentNode): void
  /** The columns of a type that are read; null for all of them, which is so for subscriptions as well. */
  of(typeName: string): Columns
}

export function createAskedColumns(): AskedColumns {
  let asked: ((typeName: string) => Columns) | null = null
  return {
    executes(schema, document) {
      const of = askedBy(schema, document)
      if (asked !== null && asked !== of) throw new Error('a context serves one operation')
      asked = of
    },
    of: (typeName) => asked?.(typeName) ?? null,
  }
}
