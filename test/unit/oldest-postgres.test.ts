import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../harness/run-process.ts'

/** Only PostgreSQL 18 knows what a row was before: 15 to 17 take such a function and fail when it runs. */
const rowBefore = /\breturning\b[^;`]*\b(?:old|new)\.\w/i

test('no statement asks for more than PostgreSQL 15 has: `returning` names the row as it is, never `old` or `new`', () => {
  const files = globSync(['db/functions/*.sql', '{db,jobs,api}/src/**/*.ts'], { cwd: root })
  expect(files.length).toBeGreaterThan(500)
  expect(files.filter((file) => rowBefore.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})
