import type { IncomingMessage } from 'node:http'

/** What a body may be at most, in bytes, and how long it may be in coming, in milliseconds. */
export type BodyLimits = { mostBytes: number; mostMs: number }

/** A request body larger than its route allows; says how much that is. */
export class BodyTooLargeError extends Error {
  override name = 'BodyTooLargeError'
  constructor(mostBytes: number) {
    super(`A body may have at most ${mostBytes < 1_000_000 ? `${mostBytes / 1_000} kB` : `${mostBytes / 1_000_000} MB`} here.`)
  }
}

/** A request body that did not come in time; says how long that is. */
export class BodyTooSlowError extends Error {
  override name = 'BodyTooSlowError'
  constructor(mostMs: number) {
    super(`A body may be ${mostMs / 1_000} s in coming.`)
  }
}

/**
 * Reads a body within its limits. Throws BodyTooLargeError as soon as there is more, without reading on, BodyTooSlowError, and what the
 * connection said where it was lost. By listeners: an asynchronous iterator costs as much as all the rest of a small request.
 */
export function readBody(request: IncomingMessage, { mostBytes, mostMs }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return reject(new BodyTooLargeError(mostBytes))
    const parts: Buffer[] = []
    let bytes = 0
    const giveUp = (error: Error) => {
      clearTimeout(timer)
      request.pause()
      reject(error)
    }
    const timer = setTimeout(() => giveUp(new BodyTooSlowError(mostMs)), mostMs)
    request.on('data', (part: Buffer) => {
      bytes += part.length
      parts.push(part)
      if (bytes > mostBytes) giveUp(new BodyTooLargeError(mostBytes))
    })
    request.on('end', () => {
      clearTimeout(timer)
      const [first] = parts
      resolve(parts.length === 1 && first !== undefined ? first : Buffer.concat(parts))
    })
    request.on('error', reject)
    request.on('close', () => {
      clearTimeout(timer)
      if (!request.readableEnded) reject(new Error('The connection was closed before the whole body came.'))
    })
  })
}

/** The first bytes of a body. The rest is read and thrown away, for a sender that must be answered 200 whatever it brings. */
export async function readBodyStart(request: IncomingMessage, { mostBytes, mostMs }: BodyLimits): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => request.destroy(new BodyTooSlowError(mostMs)), mostMs)
  try {
    for await (const part of request) {
      const piece: Buffer = part
      if (bytes < mostBytes) parts.push(piece.subarray(0, mostBytes - bytes))
      bytes += piece.length
      // Nobody tells of one visit in so many bytes.
      if (bytes > 50 * mostBytes) throw new BodyTooLargeError(50 * mostBytes)
    }
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(parts)
}
