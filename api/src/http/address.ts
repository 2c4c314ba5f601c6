/** A secret in an address ends up in logs and histories: refused, whatever the path. */
const secretParameters =
  /^(x[-_]?)?(api[-_]?|access[-_]?|auth[-_]?|bearer[-_]?|session[-_]?|swarm[-_]?)*(key|token|secret|session|sessionid|sid|authorization|auth|bearer|jwt|password)$/i

/** Path and parameters of a request; null for a request line that is no address. Never throws: anybody may send anything. */
export function parseAddress(url: string | undefined): URL | null {
  return URL.parse(url?.startsWith('/') ? `http://local${url}` : (url ?? ''))
}

/** Whether a parameter is named like a credential; what some programs put around a name (`token[]`, `auth[key]`) makes it no other. */
export function holdsSecret(address: URL): boolean {
  return address.search !== '' && [...address.searchParams.keys()].some((name) => secretParameters.test(name.replace(/[[\]\s]/g, '')))
}
