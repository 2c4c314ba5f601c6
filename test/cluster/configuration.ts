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
export function configuration(file: string, values: Values): string {
  return readFileSync(join(folder, file), 'utf8').replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`docs/deployment/${file} wants {{${name}}}, which nobody gave.`)
    return String(value)
  })
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
