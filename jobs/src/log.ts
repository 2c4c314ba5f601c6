import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { loggedError } from './error-words.ts'

export type Log = Logger

/** Names under which a secret, a message or an address of a path token could travel. */
const redacted = ['secret', 'password', 'token', 'authorization', 'cookie', 'apiKey', 'body', 'subject', 'text'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
])

/** One JSON line per thing that happened, on standard error; secrets, message bodies and what statements were given are left out. */
export function createLog(process: string, level: string, to: DestinationStream = destination({ dest: 2, sync: true })): Log {
  return pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redacted, censor: '[redacted]' },
      serializers: { err: loggedError },
    },
    to,
  )
}
