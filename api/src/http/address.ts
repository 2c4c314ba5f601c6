/** A secret in an address ends up in logs and histories: refused, whatever the path. */
const secretParameters =
  /^(x[-_]?)?(api[-_]?|access[-_]?|auth[-_]?|bearer[-_]?|session[-_]?|swarm[-_]?)*(key|token|secret|session|sessionid|sid|authorization|auth|bearer|jwt|password)$/i

/** Path and parameters of a request; null for a request line that is no address. Never throws: anybody may send anything. */
export function parseAddress(url: string | undefined): URL | null {
  return URL.parse(url?.startsWith('/') ? `http://local${url}` : (url ?? ''))
}

/** Whether a parameter is named like a credential, by itself or within what some programs put around a name (`token[]`, `auth[key]`, `user[password]`). */
export function holdsSecret(address: URL): boolean {
  if (address.search === '') return false
  const names = [...address.searchParams.keys()].flatMap((name) => [name.replace(/[[\]\s]/g, ''), ...name.split(/[[\]\s]+/)])
  return names.some((name) => secretParameters.test(name))
}
