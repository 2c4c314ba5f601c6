import type { ServerResponse } from 'node:http'

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(text)
}

/** A refusal at the edge of HTTP, in the form of GraphQL errors, with a code that programs can act on. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  answerJson(response, status, { errors: [{ message, extensions: { code } }] }, headers)
}

/** Nobody who is known, or no longer. */
export function refuseUnknown(response: ServerResponse): void {
  refuse(response, 401, 'UNAUTHENTICATED', 'Sign in, or send "Authorization: Bearer <key>".', { 'www-authenticate': 'Bearer' })
}
