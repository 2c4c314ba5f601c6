import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

/** Security headers for everything; scripts, styles and connections from our own address alone. */
export function createSecurityHeaders(publicUrl: URL): (request: IncomingMessage, response: ServerResponse) => void {
  const isHttps = publicUrl.protocol === 'https:'
  const socket = `${isHttps ? 'wss' : 'ws'}://${publicUrl.host}`
  const apply = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", socket],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps,
    crossOriginEmbedderPolicy: true,
    referrerPolicy: { policy: 'no-referrer' },
  })
  return (request, response) => apply(request, response, () => {})
}
