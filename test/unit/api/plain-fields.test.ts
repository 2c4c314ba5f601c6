import { encodeGlobalId } from '@swarm/api/graphql/builder'
import { schema, schemaFor } from '@swarm/api/graphql/schema'
import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'

const fieldOf = (type: string, field: string) => {
  const found = schema.getType(type)
  return isObjectType(found) ? found.getFields()[field] : undefined
}

test.each([
  ['Lead', 'fullName'],
  ['Lead', 'tier'],
  ['LeadConnection', 'edges'],
  ['LeadConnection', 'pageInfo'],
  ['LeadEdge', 'node'],
  ['TimelineEntry', 'at'],
  ['Company', 'name'],
  ['PageInfo', 'hasNextPage'],
])('%s.%s is read from its row in line: nothing is called for it', (type, field) => {
  expect(fieldOf(type, field)).toBeDefined()
  expect(fieldOf(type, field)?.resolve).toBeUndefined()
})

test('production reads its rows in line too', () => {
  const type = schemaFor('production').getType('LeadEdge')
  expect(isObjectType(type) && type.getFields()['node']?.resolve).toBeUndefined()
})

test('an id is there at once, not by a promise for every row', () => {
  const id = '01890000-0000-7000-8000-000000000001'
  for (const type of ['Lead', 'Company', 'Draft', 'Send']) {
    expect(Reflect.apply(fieldOf(type, 'id')?.resolve ?? (() => null), null, [{ id }])).toBe(encodeGlobalId(type, id))
  }
})
