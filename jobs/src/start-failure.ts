import { errorWords } from './error-words.ts'

/** What whoever starts a process can mend: its settings, the mode of the database, another start. */
const told = ['EnvironmentError', 'ModeMismatchError', 'FolderInUseError', 'ChildFailedError']

/** The system's codes, and PostgreSQL's for nobody there, no access, no right, no such database, no room and not now. */
const outside = /^(?:E[A-Z]+|ERR_PARSE_ARGS_\w+|42501|(?:08|28|3D|53|57)...)$/

/** What a process says that could not start: one sentence where somebody can mend it from outside, everything where the fault is in the program. */
export function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const failed = error.cause instanceof Error ? error.cause : error
  const isOutside = 'code' in failed && typeof failed.code === 'string' && outside.test(failed.code)
  return told.includes(error.name) || isOutside ? errorWords(error) : (error.stack ?? error.message)
}
