import type { IncomingMessage } from 'node:http'

/** A request body larger than its route allows. */
export class BodyTooLargeError extends Error {
  override name = 'BodyTooLargeError'
}

/**
 * Reads a body of at most `most` bytes. Throws BodyTooLargeError as soon as there is more, without reading on, and what the connection said
 * where it was lost. By listeners: an asynchronous iterator costs as much as all the rest of a small request.
 */
export function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > most) return reject(new BodyTooLargeError())
    const parts: Buffer[] = []
    let bytes = 0
    request.on('data', (part: Buffer) => {
      bytes += part.length
      parts.push(part)
      if (bytes <= most) return
      request.pause()
      reject(new BodyTooLargeError())
    })
    request.on('end', () => {
      const [first] = parts
      resolve(parts.length === 1 && first !== undefined ? first : Buffer.concat(parts))
    })
    request.on('error', reject)
    request.on('close', () => {
      if (!request.readableEnded) reject(new Error('The connection was closed before the whole body came.'))
    })
  })
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
