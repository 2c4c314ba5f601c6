const windows1252 = new TextDecoder('windows-1252')
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Which byte Windows-1252 shows as which character; the five bytes it leaves open also come as the control character of that number. */
const BYTE_OF = new Map<string, number>()
for (let byte = 0; byte < 256; byte++) BYTE_OF.set(String.fromCharCode(byte), byte)
for (let byte = 0; byte < 256; byte++) BYTE_OF.set(windows1252.decode(Uint8Array.of(byte)), byte)

/**
 * Undoes UTF-8 that was read as Windows-1252 or Latin-1 ("JosÃ©" → "José"). A text is only touched when every character has a byte there and the bytes
 * are valid UTF-8 with fewer characters, which ordinary names in Latin letters never are.
 */
export function repairedEncoding(text: string): string {
  if (!/[\u0080-\uFFFF]/.test(text)) return text
  const bytes = [...text].map((character) => BYTE_OF.get(character))
  if (bytes.some((byte) => byte === undefined)) return text
  try {
    return utf8.decode(Uint8Array.from(bytes, (byte) => byte ?? 0))
  } catch {
    return text
  }
}
