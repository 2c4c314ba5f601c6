import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writer } from '@swarm/db/write'
import type { Log } from '@swarm/jobs/log'
import { unsubscribeByToken } from '@swarm/jobs/signals/unsubscribe-by-token'
import { refuse } from '../http/answer.ts'
import { readBody } from '../http/read-body.ts'

/** `/u/{token}`; anything else below `/u/` is answered like a token that is nobody's. */
export const unsubscribePath = /^\/u\/([^/]*)$/
const tokenForm = /^[A-Za-z0-9_-]{22,128}$/
/** A one-click body is one field; mail programs add little. In bytes. */
const mostBodyBytes = 10_000

/** What stands in logs instead of a path that holds a token. */
export const withoutToken = (path: string): string => path.replace(/^\/u\/.*$/s, '/u/…').replace(/^(\/webhooks\/[a-z0-9]+\/).*$/s, '$1…')

const page = (title: string, inner: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title></head>
<body><main><h1>${title}</h1>${inner}</main></body>
</html>
`
const question = page(
  'Unsubscribe',
  '<p>Press the button and we will not write to this address again.</p><form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">Unsubscribe</button></form>',
)
const done = page(
  'You are unsubscribed',
  '<p>If this link is one of ours, its address gets no more mail from us. There is nothing else to do.</p>',
)

function answerPage(response: ServerResponse, html: string, withBody: boolean): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'cache-control': 'no-store',
    // Nothing but the one form: no script, no style, no frame, nothing loaded.
    'content-security-policy': "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  })
  response.end(withBody ? html : undefined)
}

/**
 * One-click unsubscribe (RFC 8058). POST acts at once, by its token alone: no cookie, no sign-in, no origin, never a redirect, whatever
 * the body says. GET only shows the button, because mail scanners follow links. Neither tells whether the token is anybody's.
 */
export async function answerUnsubscribe(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  parts: { writer: Writer; log: Log; mostMs: number },
): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return answerPage(response, question, request.method === 'GET')
  if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Unsubscribe with POST.', { allow: 'GET, HEAD, POST' })
  await readBody(request, { mostBytes: mostBodyBytes, mostMs: parts.mostMs })
  const token = unsubscribePath.exec(path)?.[1] ?? ''
  if (tokenForm.test(token)) await unsubscribeByToken(parts.writer, parts.log, token)
  answerPage(response, done, true)
}
