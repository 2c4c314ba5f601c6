import { destination, type Logger, pino } from 'pino'

export type Log = Logger

/** Names under which a secret, a message or an address of a path token could travel. */
const redacted = ['secret', 'password', 'token', 'authorization', 'cookie', 'apiKey', 'body', 'subject', 'text'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
])

/** One JSON line per thing that happened, on standard error; secrets and message bodies redacted. */
export function createLog(process: string, level: string): Log {
  return pino(
    { level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: redacted, censor: '[redacted]' } },
    destination({ dest: 2, sync: true }),
  )
}
