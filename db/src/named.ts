import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'

/** A text is named when it comes for this time: what is asked once or twice by a process is not worth keeping a plan for on every connection. */
const namedFrom = 3

/** Most texts that a process knows of. Ours are some hundred, independent of rows; one that isn't would fill the database's memory with plans. */
const mostTexts = 2_000

const seen = new Map<string, number>()
/** null: it has none any more. */
const names = new Map<string, string | null>()

/** What can be planned: statements with parameters, and single queries without. `begin` and its like have no plan. */
const canBePlanned = (text: string, hasValues: boolean): boolean =>
  hasValues || (/^\s*(?:select|with)\b/i.test(text) && !text.includes(';'))

/** The name of a text that comes often; null: it goes without one. */
function nameOf(text: string, values: unknown): string | null {
  const known = names.get(text)
  if (known !== undefined) return known
  if (!canBePlanned(text, Array.isArray(values) && values.length > 0)) return null
  const times = (seen.get(text) ?? 0) + 1
  if (times < namedFrom) {
    if (seen.size < mostTexts) seen.set(text, times)
    return null
  }
  seen.delete(text)
  if (names.size >= mostTexts) return null
  const name = `s_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
  names.set(text, name)
  return name
}

function withName(statement: unknown, values: unknown): unknown {
  if (typeof statement === 'string') {
    const name = nameOf(statement, values)
    return name === null ? statement : { text: statement, name }
  }
  if (typeof statement !== 'object' || statement === null || 'submit' in statement) return statement
  if (!('text' in statement) || typeof statement.text !== 'string' || ('name' in statement && statement.name !== undefined))
    return statement
  const name = nameOf(statement.text, 'values' in statement ? statement.values : values)
  return name === null ? statement : { ...statement, name }
}

/** PostgreSQL's word for a named statement whose columns have changed since, as during an upgrade: `select *` of a new shape. */
const hasNewShape = (error: unknown): boolean => error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery'

/** Its text goes without a name from now on, on every connection: a pooler that keeps names would give another name the same old plan. */
function forgetName(statement: unknown): void {
  if (typeof statement === 'object' && statement !== null && 'text' in statement && typeof statement.text === 'string')
    names.set(statement.text, null)
}

/**
 * Gives statements that come again and again a name of their text, so that a connection parses them once and soon plans them once: planning was
 * half of what the database did for the runner. PostgreSQL goes on planning each call where that is cheaper than one plan for all.
 * What it has planned is planned anew when a table or its statistics change. Where even the columns of an answer have changed the call fails
 * once, and its text has no name until the process starts again.
 */
export function nameStatements(client: PoolClient): void {
  const query = client.query
  const notice = (error: unknown, statement: unknown): void => {
    if (hasNewShape(error)) forgetName(statement)
  }
  Object.defineProperty(client, 'query', {
    value: (statement: unknown, ...more: unknown[]): unknown => {
      const named = withName(statement, more[0])
      if (named === statement) return Reflect.apply(query, client, [statement, ...more])
      const tell = more.at(-1)
      if (typeof tell === 'function') {
        const told = (error: unknown, ...rest: unknown[]): void => {
          notice(error, named)
          Reflect.apply(tell, undefined, [error, ...rest])
        }
        return Reflect.apply(query, client, [named, ...more.slice(0, -1), told])
      }
      const answer = Reflect.apply(query, client, [named, ...more])
      return answer instanceof Promise
        ? answer.catch((error: unknown) => {
            notice(error, named)
            throw error
          })
        : answer
    },
  })
}
