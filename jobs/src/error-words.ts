import { DrizzleQueryError } from 'drizzle-orm'
import { stdSerializers } from 'pino'

/** What an error says, to be kept and shown: of a statement that failed the database's own words, neither SQL nor what it was given. */
export function errorWords(error: unknown): string {
  if (error instanceof DrizzleQueryError && error.cause !== undefined) return errorWords(error.cause)
  // Of a name with several addresses, none of which answered, the first one speaks for all: together they say nothing.
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0) return errorWords(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}

/**
 * An error as the log has it: with the statement that failed, without the values it was given and the row it was about. Those are texts of
 * messages, people's data and hashes of secrets, in a place that no erasure reaches.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { params: _given, detail: _row, where: _at, ...told } = stdSerializers.err(error)
  const cut = (text: string): string =>
    failedStatements(error).reduce((cut, one) => cut.replaceAll(one.message, `Failed query: ${one.query}`), text)
  const among = error instanceof AggregateError ? { aggregateErrors: error.errors.map(loggedError) } : {}
  return { ...told, ...among, message: cut(told.message), stack: cut(told.stack) }
}

/** The statements that failed, among an error and its causes. */
function failedStatements(error: unknown): DrizzleQueryError[] {
  if (!(error instanceof Error)) return []
  const causes = failedStatements(error.cause)
  return error instanceof DrizzleQueryError ? [error, ...causes] : causes
}
