import { type GraphQLSchema, isObjectType } from 'graphql'
import { reads } from './asked-columns.ts'
import { encodeGlobalId } from './builder.ts'

/** By what its name ends with, which fields of the paging convention answer with the property of their name and do nothing else. */
const plain: readonly { type: RegExp; fields: readonly string[] }[] = [
  { type: /Connection$/, fields: ['edges', 'pageInfo'] },
  { type: /Edge$/, fields: ['node'] },
]

const hasId = (row: unknown): row is { id: string } => typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string'

/**
 * Takes the resolvers away that do no more than read a property of that name, and makes ids at once, where the library makes each by two promises.
 * A compiled query reads a property in line; a resolver costs it a path, an arguments object and three closures for every row.
 */
export function withPlainFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    const fields = type.getFields()
    for (const name of plain.find((one) => one.type.test(type.name))?.fields ?? []) delete fields[name]?.resolve
    const { id } = fields
    if (id === undefined || !type.getInterfaces().some(({ name }) => name === 'Node')) continue
    id.extensions = { ...id.extensions, ...reads('id') }
    id.resolve = (row: unknown) => {
      if (!hasId(row)) throw new Error(`a row of ${type.name} has no id`)
      return encodeGlobalId(type.name, row.id)
    }
  }
  return schema
}
