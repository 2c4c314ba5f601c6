/** Closes texts with one person's key (AES-256-GCM); `name` is bound to each, so that what lies under one name opens under no other. */
export type TextSeal = {
  close(name: string, text: string): Promise<string>
  /** Null for what another key closed, under another name, or what was altered. */
  open(name: string, closed: string): Promise<string | null>
}

const ivBytes = 12

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
const base64Of = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

/** The seal of a key (32 bytes, base64); null where a page came over plain HTTP from afar and may not encrypt. */
export async function createTextSeal(key: string): Promise<TextSeal | null> {
  if (!('subtle' in crypto)) return null
  const secret = await crypto.subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
  const ways = (name: string, iv: Uint8Array<ArrayBuffer>) => ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) })
  return {
    async close(name, text) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
      const closed = new Uint8Array(await crypto.subtle.encrypt(ways(name, iv), secret, new TextEncoder().encode(text)))
      return base64Of(Uint8Array.from([...iv, ...closed]))
    },
    async open(name, closed) {
      try {
        const bytes = bytesOf(closed)
        const text = await crypto.subtle.decrypt(ways(name, bytes.slice(0, ivBytes)), secret, bytes.slice(ivBytes))
        return new TextDecoder().decode(text)
      } catch {
        return null
      }
    },
  }
}
