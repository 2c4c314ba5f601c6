import type { IncomingMessage } from 'node:http'

export type Encoding = 'br' | 'gzip'

/** Of what an answer depends besides its address: whom it is shown to (CORS), and how it is packed. */
export const varies = 'origin, accept-encoding'

/**
 * The first of what we offer that a request takes; null where it wants bytes as they are. One with `q=0` is ruled out (RFC 9110, 12.5.3);
 * a bare `*` is taken as no wish.
 */
export function acceptedEncoding(request: IncomingMessage, offered: readonly Encoding[]): Encoding | null {
  const taken = (request.headers['accept-encoding'] ?? '').toLowerCase().split(',')
  const isTaken = (encoding: Encoding): boolean =>
    taken.some((part) => {
      const [name, ...parameters] = part.split(';').map((piece) => piece.trim())
      return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    })
  return offered.find(isTaken) ?? null
}
