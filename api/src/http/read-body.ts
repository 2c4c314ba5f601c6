import type { IncomingMessage } from 'node:http'

/** A request body larger than its route allows. */
export class BodyTooLargeError extends Error {
  override name = 'BodyTooLargeError'
}

/** Reads a body of at most `most` bytes. Throws BodyTooLargeError as soon as there is more, without reading on. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw new BodyTooLargeError()
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    const piece: Buffer = part
    bytes += piece.length
    if (bytes > most) throw new BodyTooLargeError()
    parts.push(piece)
  }
  return Buffer.concat(parts)
}

/** The first `most` bytes of a body. The rest is read and thrown away, for a sender that must be answered 200 whatever it brings. */
export async function readBodyStart(request: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    const piece: Buffer = part
    if (bytes < most) parts.push(piece.subarray(0, most - bytes))
    bytes += piece.length
    // Nobody tells of one visit in so many bytes.
    if (bytes > 50 * most) throw new BodyTooLargeError()
  }
  return Buffer.concat(parts)
}
