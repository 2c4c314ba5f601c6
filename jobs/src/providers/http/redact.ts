const maskedAddress = /[\p{L}\p{N}._%+'-]+(?=(?:@|%40)[\p{L}\p{N}-]+\.)/giu
const credential = /\b(bearer|basic|token|api[_-]?key|x-api-key|secret|password|authorization)(["']?\s*[:=]?\s*["']?)[\w.~+/=-]{8,}/gi

/** Longest excerpt of a provider's words that goes into errors and logs, in characters. */
const excerptLength = 300

/**
 * Makes a text fit for errors and logs: our own secrets, whatever looks like a credential, and the name part of addresses are masked.
 * `secrets` are the very values that must not show, in any encoding a URL or JSON gives them.
 */
export function createRedact(secrets: readonly string[]): (text: string) => string {
  const known = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')])
    .sort((a, b) => b.length - a.length)
  return (text) => {
    let masked = text
    for (const secret of known) masked = masked.replaceAll(secret, '[redacted]')
    return masked.replace(credential, '$1$2[redacted]').replace(maskedAddress, '…')
  }
}

/** The beginning of a provider's answer on one line, redacted first so that a cut can't leave half a secret. */
export function excerptOf(text: string, redact: (text: string) => string): string {
  const line = redact(text.slice(0, 4 * excerptLength)).replace(/[\p{C}\s]+/gu, ' ')
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line
}
