import { stringifyDocument } from '@urql/core'
import { type FieldNode, getOperationAST, Kind, parse, type SelectionSetNode } from 'graphql'
import { expect, test } from 'vitest'
import { type ListName, listExports } from './list-exports.ts'

const fieldsOf = ({ selections }: SelectionSetNode): FieldNode[] => selections.filter((one) => one.kind === Kind.FIELD)

function leaves(selections: SelectionSetNode, path: string[] = []): string[] {
  return fieldsOf(selections).flatMap(({ name, selectionSet }) =>
    selectionSet ? leaves(selectionSet, [...path, name.value]) : [[...path, name.value].join('.')],
  )
}

test.each(Object.keys(listExports))('%s: every column is asked for, and nothing is asked for in vain', (name) => {
  const { query, columns } = listExports[name as ListName]
  const operation = getOperationAST(parse(stringifyDocument(query)))
  const [list] = operation ? fieldsOf(operation.selectionSet) : []
  const all = list?.selectionSet ? leaves(list.selectionSet) : []
  expect(Object.keys(columns).toSorted()).toEqual(all.map((path) => path.replace(/^edges\.node\./, '')).toSorted())
  expect(new Set(Object.values(columns)).size).toBe(Object.keys(columns).length)
})
