import { readFileSync } from 'node:fs'
import { printedSchema, schemaFile } from '@swarm/api/graphql/print-schema'
import { schema } from '@swarm/api/graphql/schema'
import {
  buildSchema,
  findBreakingChanges,
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

test('whoever asks as the released version taught them is still answered: nothing is taken away, and nothing more demanded', () => {
  const released = readFileSync(new URL('schema.released.graphql', `file://${schemaFile}`), 'utf8')
  const breaking = (text: string) => findBreakingChanges(buildSchema(text), schema).map(({ description }) => description)
  expect(breaking(released)).toEqual([])
  const lost = released.replace('type Viewer {', 'type Viewer {\n  "Was there once."\n  shoeSize: Int')
  expect(breaking(lost)).toEqual(['Viewer.shoeSize was removed.'])
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

/** Everything in the schema that has a name, with its words. */
function* described(): Generator<[name: string, words: string]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    yield [type.name, type.description ?? '']
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description ?? '']
    if (!isInputObjectType(type) && !isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.description ?? '']
      if ('args' in field)
        for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name})`, argument.description ?? '']
    }
  }
}

const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
/** Names that are the thing itself: nothing more can be said of a DKIM verdict. */
const saidByTheirName = new Set(['AccountCheck.dkim', 'AccountCheck.dmarc', 'AccountCheck.spf'])

test('every type, field, argument, input and value of an enum says in words what it is, and more than its name', () => {
  const all = [...described()]
  expect(all.length).toBeGreaterThan(2_000)
  const empty = all.filter(([name, words]) => {
    const own = letters(name.split(/[.(]/).at(-1) ?? '')
    return words.trim().length < 3 || (letters(words).replace(/^(the|a|an|its|their|of)/, '') === own && !saidByTheirName.has(name))
  })
  expect(empty.map(([name, words]) => `${name}: ${words}`)).toEqual([])
})
