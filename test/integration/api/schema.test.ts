import { readFileSync } from 'node:fs'
import { printedSchema, schemaFile } from '@swarm/api/graphql/print-schema'
import { schema } from '@swarm/api/graphql/schema'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
} from 'graphql'
import { expect, test } from 'vitest'
import { compareWithContract } from './contract.ts'
import { contractNotYet } from './contract-not-yet.ts'

const contract = parse(readFileSync(new URL('contract.graphql', import.meta.url), 'utf8'))
const { missing, different } = compareWithContract(contract, schema)

test('api/schema.graphql is the schema that runs; `node api/src/graphql/print-schema.ts` writes it', () => {
  expect(printedSchema()).toBe(readFileSync(schemaFile, 'utf8'))
})

test('what the contract spells out has the same type, arguments, defaults and nullability', () => {
  expect(different).toEqual([])
})

test('what the contract names and the schema has not stands on the list', () => {
  const listed: readonly string[] = contractNotYet
  expect(missing.filter((name) => !listed.includes(name))).toEqual([])
})

test('what stands on the list does not exist: the list only shrinks', () => {
  expect(contractNotYet.filter((name) => !missing.includes(name))).toEqual([])
  expect(new Set(contractNotYet).size).toBe(contractNotYet.length)
})

test('the comparison goes red on another type, a lost field, a new demand, another default and another enum', () => {
  const wanted = parse('type Query { a(x: Int = 1, y: Int): String! b: Int! c: E } enum E { X Y } input I { p: Int }')
  const other = buildSchema('type Query { a(x: Int = 2, z: Int!): String c: E i(i: I): Int } enum E { X Z } input I { p: Int, q: Int! }')
  expect(compareWithContract(wanted, other)).toEqual({
    missing: ['Query.a(y)', 'Query.b'],
    different: [
      'I.q is demanded, the contract does not know it',
      'Query.a(x) = 2, the contract says 1',
      'Query.a(z) is demanded, the contract does not know it',
      'Query.a: String, the contract says String!',
      'enum E: X Z, the contract says X Y',
    ],
  })
})

test('every type, field, argument and input says in words what it is', () => {
  const silent = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) return []
    const own = type.description ? [] : [type.name]
    if (isEnumType(type)) return own
    if (isInputObjectType(type))
      return [...own, ...Object.values(type.getFields()).flatMap((field) => (field.description ? [] : [`${type.name}.${field.name}`]))]
    if (!isObjectType(type) && !isInterfaceType(type)) return own
    const isPaging = type.name === 'PageInfo'
    return [
      ...own,
      ...Object.values(type.getFields()).flatMap((field) => [
        ...(field.description || field.name === 'pageInfo' || isPaging ? [] : [`${type.name}.${field.name}`]),
        ...field.args.flatMap((argument) =>
          argument.description || argument.name === 'input' || `${type.name}.${field.name}` === 'Query.node'
            ? []
            : [`${type.name}.${field.name}(${argument.name})`],
        ),
      ]),
    ]
  })
  expect(silent).toEqual([])
})
