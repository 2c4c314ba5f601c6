import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DefinitionNode, type FragmentDefinitionNode, Kind, parse, print, visit } from 'graphql'

/** The operations that the pages send, each with its fragments, as the sources write them. */
export function pageDocuments(webSources: string): string[] {
  const definitions: DefinitionNode[] = globSync('**/*.{ts,tsx}', { cwd: webSources })
    .sort()
    .flatMap((path) => [...readFileSync(join(webSources, path), 'utf8').matchAll(/\bgraphql\(\s*`([^`]*)`/g)])
    .flatMap(([, text = '']) => parse(text).definitions)
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  return definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) return []
    const needed = new Set<DefinitionNode>([operation])
    // A set goes on over what is added while it is read.
    for (const definition of needed) {
      visit(definition, {
        FragmentSpread({ name }) {
          const fragment = fragments.get(name.value)
          if (fragment) needed.add(fragment)
        },
      })
    }
    return [[...needed].map(print).join('\n')]
  })
}
