import { columnsReadBy } from '@swarm/api/graphql/asked-columns'
import { schemaFor } from '@swarm/api/graphql/schema'
import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'

const schema = schemaFor('sandbox')

/** Answers whatever is asked of it, however deep. */
const anything: unknown = new Proxy(() => {}, {
  get: (_, name) => (name === 'then' ? undefined : name === Symbol.toPrimitive ? () => '' : anything),
  apply: () => anything,
})

/** A row that notes which of its columns are read; `value` stands in each. */
function watchedRow(value: string | null): { row: object; read: Set<string> } {
  const read = new Set<string>()
  const row = new Proxy(
    {},
    {
      get: (_, name) => {
        read.add(String(name))
        return value
      },
      has: () => true,
    },
  )
  return { row, read }
}

test.each(['Lead', 'Company', 'TimelineEntry'])('each field of %s that says which columns it reads reads no others', async (typeName) => {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) throw new Error(`${typeName} is no type of the schema`)
  const saying = Object.values(type.getFields()).filter((field) => columnsReadBy(field) !== null)
  expect(saying.length).toBeGreaterThan(1)
  for (const field of saying) {
    const { resolve } = field
    if (!resolve) continue
    // Without values too: what is read in place of a column that holds none.
    for (const value of ['018f2b00-0000-7000-8000-000000000000', null]) {
      const { row, read } = watchedRow(value)
      // A column that always holds something may be read as such; what was read until it was missed counts.
      await Promise.resolve()
        .then(() => Reflect.apply(resolve, undefined, [row, {}, anything, anything]))
        .catch((error: unknown) => {
          if (value !== null) throw error
        })
      const unsaid = [...read].filter((column) => !columnsReadBy(field)?.includes(column))
      expect(unsaid, field.name).toEqual([])
    }
  }
})

test('a field that does not say what it reads is taken to read everything', () => {
  expect(columnsReadBy({ resolve: () => null, extensions: {} })).toBeNull()
  expect(columnsReadBy({ resolve: () => null, extensions: { pothosExposedField: 'name' } })).toBeNull()
})
