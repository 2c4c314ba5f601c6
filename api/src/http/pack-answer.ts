import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { acceptedEncoding, varies } from './accepted-encoding.ts'

const pack = promisify(gzip)

/** Shorter answers are one or two packets either way, in bytes. */
const leastBytes = 2_000

/**
 * An answer in the form that its caller takes: a list shrinks to a tenth, which on a slow line is most of the wait. The quickest way of
 * packing, off the main thread: the others take several times as long for little.
 */
export async function packAnswer(
  request: IncomingMessage,
  text: string,
): Promise<{ body: string | Buffer; headers: Record<string, string> }> {
  const headers = { vary: varies }
  if (text.length < leastBytes || acceptedEncoding(request, ['gzip']) === null) return { body: text, headers }
  return { body: await pack(text, { level: constants.Z_BEST_SPEED }), headers: { ...headers, 'content-encoding': 'gzip' } }
}
