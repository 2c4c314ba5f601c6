/** How the bytes of a file are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Bytes of the beginning that tell UTF-16 without a mark. */
const LOOK_AT = 4096

/** The encoding that the first bytes prove; null when only the whole file can tell UTF-8 from Windows-1252. */
function provenBy(start: Uint8Array): Encoding | null {
  const [a, b, c] = start
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  // Latin text in UTF-16 has a zero in every second place; a stray NUL in UTF-8 has not.
  const seen = start.subarray(0, LOOK_AT)
  const zeros = [0, 0]
  for (const [index, byte] of seen.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const half = seen.length / 2
  if (odd > half * 0.4 && even < half * 0.1) return 'utf-16le'
  if (even > half * 0.4 && odd < half * 0.1) return 'utf-16be'
  return null
}

/** Reads the file once, piece by piece, to tell how it is encoded: valid UTF-8 is UTF-8, all else without a mark is Windows-1252. */
export async function detectEncoding(pieces: AsyncIterable<Uint8Array>): Promise<Encoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isFirst = true
  try {
    for await (const piece of pieces) {
      const proven = isFirst ? provenBy(piece) : null
      if (proven) return proven
      isFirst = false
      utf8.decode(piece, { stream: true })
    }
    utf8.decode()
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** The file as text, piece by piece; a mark at the beginning is not part of it, what can't be read becomes U+FFFD. */
export async function* decodedText(pieces: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}
