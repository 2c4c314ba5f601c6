/**
 * A path of a provider with its variable parts encoded, so that no id or address can leave its place: wirePath`/campaigns/${id}/pause`.
 * Throws on a part that is empty or would climb (`.`, `..`): that is a bug of the caller.
 */
export function wirePath(fixed: TemplateStringsArray, ...parts: string[]): string {
  return parts.reduce((path, part, index) => {
    if (part === '' || part === '.' || part === '..') throw new RangeError('a part of a path is empty or climbs')
    return `${path}${encodeURIComponent(part)}${fixed[index + 1] ?? ''}`
  }, fixed[0] ?? '')
}
