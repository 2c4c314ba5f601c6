// Collects the page's own operations: SHA-256 of the document as urql sends it → that document.
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { createRequest, formatDocument, stringifyDocument } from '@urql/core'
import { Kind, parse, visit } from 'graphql'

/** Every `graphql(`…`)` of the sources; gql.tada's documents are static strings without interpolation, so text is enough. */
function definitionsIn(folder) {
  const found = []
  for (const path of globSync('**/*.{ts,tsx}', { cwd: folder })) {
    for (const [, text] of readFileSync(`${folder}/${path}`, 'utf8').matchAll(/\bgraphql\(\s*`([^`]*)`/g)) {
      found.push(...parse(text).definitions.map((definition) => ({ definition, path })))
    }
  }
  return found
}

/** The names of the fragments that a definition spreads, in the order of their first use. */
function spreadsOf(definition) {
  const names = new Set()
  visit(definition, { enter: (node) => void (node.kind === Kind.FRAGMENT_SPREAD && names.add(node.name.value)) })
  return [...names]
}

/**
 * All operations below `folder`, each with the fragments it needs.
 * @throws when two fragments share a name, or when a spread names none: such a document would fail at run time only.
 */
export function persistedOperations(folder) {
  const fragments = new Map()
  const operations = []
  for (const { definition, path } of definitionsIn(folder)) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
    else if (fragments.has(definition.name.value)) throw new Error(`${path}: fragment ${definition.name.value} is defined twice`)
    else fragments.set(definition.name.value, definition)
  }
  const entries = operations.map((operation) => {
    const needed = new Map()
    const collect = (definition) => {
      for (const name of spreadsOf(definition)) {
        const fragment = fragments.get(name)
        if (!fragment) throw new Error(`${operation.name?.value}: no fragment ${name}`)
        if (!needed.has(name)) needed.set(name, fragment)
        collect(fragment)
      }
    }
    collect(operation)
    const document = { kind: Kind.DOCUMENT, definitions: [operation, ...needed.values()] }
    const sent = stringifyDocument(formatDocument(createRequest(document, {}).query))
    return [createHash('sha256').update(sent).digest('hex'), sent]
  })
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
