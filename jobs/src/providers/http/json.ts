/** Largest answer that is read, in bytes. Lists have at most 100 rows of a few kB; more is not an answer to us. */
export const maxAnswerBytes = 10 * 1024 * 1024

/** An answer that is not what its provider documents; the message says how, without its content. */
export class MalformedAnswerError extends Error {
  override name = 'MalformedAnswerError'
}

/**
 * Reads an answer as JSON. A whole number that JavaScript can't hold stays its text: Apollo's `request_id` is a signed 64-bit number.
 * Throws MalformedAnswerError for a missing or other content type (a proxy's HTML page), nothing at all, half a document, invalid UTF-8.
 * `isTerse`: of a provider that sends JSON without a content type, and nothing at all where it has nothing to say, which is read as null.
 */
export function readJson(body: Buffer, contentType: string | null, isTerse = false): unknown {
  if (isTerse && body.length === 0) return null
  if (isTerse && contentType === null) return parse(body)
  if (contentType === null) throw new MalformedAnswerError('the answer has no content type')
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
    throw new MalformedAnswerError(`the answer is ${contentType.slice(0, 60).replace(/[^\w/;=. -]/g, '')} instead of JSON`)
  }
  if (body.length === 0) throw new MalformedAnswerError('the answer is empty')
  return parse(body)
}

/** Reads a short answer in words, whatever it calls itself. Throws MalformedAnswerError for what is no text. */
export function readText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body).trim()
  } catch {
    throw new MalformedAnswerError('the answer is no text')
  }
}

function parse(body: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    // The reviver is several times slower, and almost no answer has such a number.
    return /\d{16}/.test(text) ? JSON.parse(text, keepLargeIntegers) : JSON.parse(text)
  } catch {
    throw new MalformedAnswerError('the answer is not complete JSON')
  }
}

function keepLargeIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? source : value
}
