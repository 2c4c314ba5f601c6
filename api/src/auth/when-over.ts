import type { IncomingMessage } from 'node:http'
import type { Authentication, Authenticator } from './authenticate.ts'

/** The longest that a timer can wait, in milliseconds; a key of five years is looked at again a few times before. */
const longestMs = 2 ** 31 - 1
/** A look-up that failed is tried again after this, in milliseconds. */
const againMs = 5_000

/**
 * Calls `end` once the session or key of an open connection is over. By the database's measure of what is left: a clock of this machine that
 * is wrong changes nothing. Looks first, because a session slides on by what its person does elsewhere. Returns what stops it.
 */
export function whenOver(
  authenticator: Pick<Authenticator, 'lookAgain'>,
  request: IncomingMessage,
  { endsInMs }: NonNullable<Authentication>,
  end: () => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const wait = (ms: number) => {
    timer = setTimeout(() => void look(), Math.min(ms, longestMs)).unref()
  }
  async function look(): Promise<void> {
    // The database did not answer: that is no reason to end what may well hold.
    const now = await authenticator.lookAgain(request).catch(() => undefined)
    if (isStopped) return
    if (now === null) end()
    else if (now === undefined) wait(againMs)
    else if (now.endsInMs !== null) wait(Math.max(now.endsInMs, 1_000))
  }
  if (endsInMs !== null) wait(endsInMs)
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
