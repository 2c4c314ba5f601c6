import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../harness/run-process.ts'

const folder = join(root, 'docs/deployment')

/** What stands for the holes of a file of docs/deployment. */
export type Values = Record<string, string | number>

/**
 * A configuration file as docs/deployment.md shows it, its {{holes}} filled in. Throws when a value is missing, so that the documentation
 * can't ask for what the cluster does not have.
 */
export function configuration(file: string, values: Values, machines: Readonly<Record<string, readonly Values[]>> = {}): string {
  const filled = (line: string, given: Values) =>
    line.replace(/\{\{([\w.]+)\}\}/g, (_hole, name: string) => {
      const value = given[name]
      if (value === undefined) throw new Error(`docs/deployment/${file} wants {{${name}}}, which nobody gave.`)
      return String(value)
    })
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const kind = /\{\{(\w+)\.\w+\}\}/.exec(line)?.[1]
      if (kind === undefined) return [filled(line, values)]
      const each = machines[kind]
      if (each === undefined) throw new Error(`docs/deployment/${file} has a line for each ${kind}, and nobody named one.`)
      return each.map((machine) =>
        filled(line, Object.fromEntries(Object.entries(machine).map(([name, value]) => [`${kind}.${name}`, value]))),
      )
    })
    .join('\n')
}

/** An EnvironmentFile of docs/deployment as a process gets it. */
export function environmentOf(file: string, values: Values): Record<string, string> {
  return Object.fromEntries(
    configuration(file, values)
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}
