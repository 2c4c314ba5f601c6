/** A JSON object, as settings documents and patches are. */
export type JsonObject = { readonly [key: string]: unknown }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A document with a patch laid over it (JSON merge patch, RFC 7396): objects are merged, everything else is replaced, and null takes a
 * key away, so that its default holds again. Keys are copied as data: a key named `__proto__` is a key.
 */
export function mergePatch(document: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch
  const merged = new Map(isJsonObject(document) ? Object.entries(document) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key), value))
  }
  return Object.fromEntries(merged)
}
