import { isUtf8 } from 'node:buffer'

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
  let isFirst = true
  let carried: Uint8Array = new Uint8Array()
  for await (const piece of pieces) {
    const proven = isFirst ? provenBy(piece) : null
    if (proven) return proven
    isFirst = false
    const bytes = carried.length === 0 ? piece : Buffer.concat([carried, piece])
    const end = wholeCharacters(bytes)
    if (!isUtf8(bytes.subarray(0, end))) return 'windows-1252'
    carried = bytes.subarray(end)
  }
  return carried.length === 0 ? 'utf-8' : 'windows-1252'
}

/** Where the last character begins that the end of these bytes may have cut; their length when none is. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    // A byte that goes on with a character: look further back for the one that begins it.
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** The file as text, piece by piece; a mark at the beginning is not part of it, what can't be read becomes U+FFFD. */
export async function* decodedText(pieces: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}
