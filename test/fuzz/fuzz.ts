import type { Case } from './cases.ts'

/** What no answer may ever hold: a stack, SQL, a path, or words of the database. */
export const leak =
  /\n\s+at |node_modules|\/src\/|\bselect\b.*\bfrom\b|\binsert into\b|relation "|column "|syntax error at or near|invalid input syntax|out of range for type|invalid byte sequence|drizzle|pg_|Failed query/i

export type Fuzzed = {
  /** Cases that were answered otherwise than below 500 and in words of ours, each with why. */
  findings: string[]
  /** How many were understood: an answer with data, or a file. Mutations that break every document would prove nothing. */
  understood: number
  /** Answers by status. */
  statuses: Record<string, number>
}

/** An answer that takes longer, in milliseconds, is a hang. */
const hangsAfterMs = 30_000
/** Operations of one key before the next one is taken: a key may do 120 at once, and 30 a second. */
const perKey = 100

/** Sends cases, some at once, and keeps what should not be. A request that is told to wait counts as answered. */
export async function fuzz(
  url: string,
  cases: readonly Case[],
  options: { freshKey(): Promise<string>; atOnce?: number; onProgress?(done: number): Promise<void> },
): Promise<Fuzzed> {
  const result: Fuzzed = { findings: [], understood: 0, statuses: {} }
  const { freshKey, atOnce = 8, onProgress } = options
  let next = 0
  let key = await freshKey()
  let changing: Promise<void> | null = null

  async function send(one: Case, at: number): Promise<void> {
    const finding = (why: string) => result.findings.push(`case ${at}: ${why}\n${JSON.stringify(one).slice(0, 2_000)}`)
    try {
      const { path, ...body } = one
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(hangsAfterMs),
      })
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
      // A subscription is answered for ever: that it began is the answer.
      const text = isStream ? '' : await response.text()
      if (isStream) await response.body?.cancel()
      result.statuses[response.status] = (result.statuses[response.status] ?? 0) + 1
      if (response.status >= 500) finding(`status ${response.status}: ${text.slice(0, 300)}`)
      else if (text.includes('INTERNAL_SERVER_ERROR')) finding(`a fault of ours: ${text.slice(0, 300)}`)
      // Errors alone: what a caller asked for may well read like SQL.
      else if (leak.test(messagesOf(text))) finding(`a leak: ${messagesOf(text).slice(0, 300)}`)
      const isFile = response.headers.get('content-type')?.startsWith('text/csv') ?? false
      if (isFile || text.includes('"data":{')) result.understood += 1
    } catch (error) {
      finding(
        `no answer: ${error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : String(error)}`,
      )
    }
  }

  async function work(): Promise<void> {
    for (let at = next++; at < cases.length; at = next++) {
      const one = cases[at]
      if (one === undefined) return
      if (at > 0 && at % perKey === 0) {
        changing = freshKey().then((fresh) => {
          key = fresh
        })
        await onProgress?.(at)
      }
      await changing
      await send(one, at)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return result
}

/** The words of all errors of an answer, without those that repeat what the caller wrote. */
function messagesOf(text: string): string {
  return [...text.matchAll(/"message":"((?:[^"\\]|\\.)*)"/g)]
    .map(([, message = '']) => message)
    .filter(
      (message) =>
        !/^(Syntax Error|Cannot query field|Unknown |Variable |Value |Field |Argument |Expected |Fragment |Directive |The directive |String cannot|Enum |Int cannot|Float cannot|ID cannot|Boolean cannot)/.test(
          message,
        ),
    )
    .join('\n')
}
