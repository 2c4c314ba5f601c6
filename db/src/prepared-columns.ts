import { prepared, type ReadSql } from './read.ts'

/** Most sets of columns that a statement is kept prepared for: each connection keeps every one. Whoever asks for another gets all columns. */
const mostSets = 16

/**
 * Some of the columns of a statement; all of them where `asked` is null. The rows have the type of the whole ones: whoever asks for some must read
 * no others, which the tests of what asks for them see to.
 */
export function someColumns<Columns extends object>(columns: Columns, asked: ReadonlySet<string> | null): Columns {
  const some = { ...columns }
  if (asked !== null) for (const name of Object.keys(some)) if (!asked.has(name)) Reflect.deleteProperty(some, name)
  return some
}

/**
 * A statement that is prepared once for each set of columns that it is asked for. `build` gets the columns to select and what to put behind the
 * statement's name; `always` are read whatever is asked for.
 */
export function preparedFor<Columns extends object, Q>(
  columns: Columns,
  always: readonly (keyof Columns & string)[],
  build: (sql: ReadSql, columns: Columns, suffix: string) => Q,
): (asked: ReadonlySet<string> | null) => (sql: ReadSql) => Q {
  const whole = prepared((sql) => build(sql, columns, ''))
  const names = Object.keys(columns)
  const made = new Map<number, (sql: ReadSql) => Q>()
  return (asked) => {
    if (asked === null) return whole
    let set = 0
    for (const [place, name] of names.entries()) if (asked.has(name) || always.some((one) => one === name)) set += 2 ** place
    const known = made.get(set)
    if (known) return known
    if (made.size >= mostSets) return whole
    const some = someColumns(columns, new Set([...asked, ...always]))
    const statement = prepared((sql) => build(sql, some, `_${set.toString(36)}`))
    made.set(set, statement)
    return statement
  }
}
