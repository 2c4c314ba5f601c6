import { stringifyDocument } from '@urql/core'
import { csrfHeader, sessionEnded } from '../../lib/session.ts'

export type ExportRead = {
  file: Blob
  /** What the last line says where the file may not have all rows; null where it has them. */
  notAll: string | null
}

/** Bytes of the end of a file in which that line stands. */
const lastBytes = 400

/**
 * Has the API write a list as CSV, with the byte order mark that Excel asks for; `onProgress` is told how many lines have come.
 * Throws with the API's words, or when the file was cut short: half a file would look like a whole one.
 */
export async function readExport(
  asked: { query: Parameters<typeof stringifyDocument>[0]; variables: unknown; columns: Record<string, string> },
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<ExportRead> {
  const columns = Object.entries(asked.columns).map(([path, head]) => ({ path, head }))
  const response = await fetch('/exports', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', ...csrfHeader },
    body: JSON.stringify({ query: stringifyDocument(asked.query), variables: asked.variables, columns, bom: true }),
    signal,
  })
  if (response.status === 401) sessionEnded()
  if (!response.ok || response.body === null) {
    const answer: { errors?: { message: string }[] } = await response.json().catch(() => ({}))
    throw new Error(answer.errors?.[0]?.message ?? `The API answered ${response.status}.`)
  }
  const parts: Uint8Array<ArrayBuffer>[] = []
  let lines = -1
  let before = 0
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    // A line of the file ends with both; a line of a text within a cell with one.
    for (const byte of value) {
      if (byte === 10 && before === 13) lines += 1
      before = byte
    }
    onProgress(Math.max(0, lines))
  }
  const file = new Blob(parts, { type: 'text/csv' })
  const end = await file.slice(-lastBytes).text()
  return { file, notAll: /\r\n"?Not all: ([^\r\n]*?)"?\r\n$/.exec(end)?.[1] ?? null }
}
