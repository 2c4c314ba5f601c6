import {
  type ConstValueNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  parse,
  TypeInfo,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Tool } from './tool.ts'

/** The part of JSON Schema that inputs need. */
export type JsonSchema = {
  type?: string
  format?: string
  description?: string
  enum?: string[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean
  default?: string | number | boolean
}

const scalars: Record<string, JsonSchema> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
}

const wordsOf = (...parts: (string | null | undefined)[]): string => parts.filter((part) => part != null && part !== '').join(' ')

function schemaOf(type: GraphQLInputType, description: string | null | undefined): JsonSchema {
  if (isNonNullType(type)) return schemaOf(type.ofType, description)
  if (isListType(type)) return { type: 'array', items: schemaOf(type.ofType, null), ...(description ? { description } : {}) }
  if (isEnumType(type)) {
    const values = type.getValues().map(({ name, description: means }) => (means ? `${name}: ${means}` : name))
    return { type: 'string', enum: type.getValues().map(({ name }) => name), description: wordsOf(description, values.join(' ')) }
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    return {
      type: 'object',
      description: wordsOf(description, description === type.description ? null : type.description),
      properties: Object.fromEntries(fields.map((field) => [field.name, schemaOf(field.type, field.description)])),
      required: fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined).map(({ name }) => name),
      additionalProperties: false,
    }
  }
  return { ...(scalars[type.name] ?? {}), ...(description ? { description } : {}) }
}

function defaultOf(node: ConstValueNode | undefined): Pick<JsonSchema, 'default'> {
  const value: unknown = node && valueFromASTUntyped(node)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { default: value } : {}
}

/** Of each variable: what the schema says of the argument or input field that takes it. */
function wordsOfVariables(schema: GraphQLSchema, document: string): Map<string, string> {
  const words = new Map<string, string>()
  const info = new TypeInfo(schema)
  let field: string | null = null
  visit(
    parse(document),
    visitWithTypeInfo(info, {
      ObjectField(node) {
        field = node.name.value
      },
      Variable(node) {
        const parent = info.getParentInputType()
        const object = parent ? getNamedType(parent) : null
        const own = isInputObjectType(object) && field !== null ? object.getFields()[field]?.description : info.getArgument()?.description
        if (own) words.set(node.name.value, own)
      },
    }),
  )
  return words
}

/**
 * What a tool takes, read from the variables of its operation and the schema: nothing of it is said twice. Throws when the operation does
 * not fit the schema of the API that is asked.
 */
export function toolInput(schema: GraphQLSchema, document: string, without: readonly string[]): JsonSchema {
  const [operation] = parse(document).definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('a tool is one operation')
  const words = wordsOfVariables(schema, document)
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  for (const { variable, type: node, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value
    if (without.includes(name)) continue
    const type: unknown = typeFromAST(schema, node)
    if (!isInputType(type)) throw new Error(`The API has no type for "${name}": it is of another version than this tool.`)
    properties[name] = { ...schemaOf(type, words.get(name)), ...defaultOf(defaultValue) }
    if (isNonNullType(type) && !defaultValue) required.push(name)
  }
  return { type: 'object', properties, required, additionalProperties: false }
}

/** What the schema says of a field, named as `Query.leads`. */
export function wordsOfField(schema: GraphQLSchema, { describedBy }: Pick<Tool, 'describedBy'>): string {
  const [typeName = '', fieldName = ''] = describedBy.split('.')
  const type = schema.getType(typeName)
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined
  if (!field?.description) throw new Error(`The API says nothing of ${describedBy}: it is of another version than this tool.`)
  return field.description
}
