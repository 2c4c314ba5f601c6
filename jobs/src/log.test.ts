import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { errorWords } from './error-words.ts'
import { createLog } from './log.ts'

const refusal = Object.assign(new Error('duplicate key value violates unique constraint "lead_email"'), {
  code: '23505',
  detail: 'Key (email)=(ana@acme.example) already exists.',
})
const failed = new DrizzleQueryError('insert into draft (body, file) values ($1, $2)', ['Dear Ana', Buffer.from('Dear Ana')], refusal)

function logged(error: Error): string {
  const lines: string[] = []
  const log = createLog('test', 'info', { write: (line) => void lines.push(line) })
  log.error({ err: error }, 'it failed')
  return lines.join('')
}

test('of a statement that failed the log has all but what it was given and the row it was about', () => {
  for (const error of [
    failed,
    new Error('The draft was not kept.', { cause: failed }),
    new AggregateError([failed], 'One was not kept.'),
    refusal,
  ]) {
    const line = logged(error)
    expect(line).not.toMatch(/Dear Ana|acme\.example|68,101,97,114|params/)
    expect(line).toContain('duplicate key value violates unique constraint')
    expect(line).toContain('log.test.ts')
  }
  expect(logged(failed)).toContain('insert into draft (body, file) values ($1, $2)')
})

test('what is kept of a failure for people to read is what the database said', () => {
  expect(errorWords(failed)).toBe('duplicate key value violates unique constraint "lead_email"')
  expect(errorWords(new Error('No calendar answers.'))).toBe('No calendar answers.')
  expect(errorWords('gone')).toBe('gone')
  const nobody = new AggregateError([new Error('connect ECONNREFUSED ::1:5432'), new Error('connect ECONNREFUSED 127.0.0.1:5432')])
  expect(errorWords(nobody)).toBe('connect ECONNREFUSED ::1:5432')
})
