import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writer } from '@swarm/db/write'
import { allows } from '@swarm/jobs/actors'
import { sql } from 'drizzle-orm'
import { encodeGlobalId } from '../graphql/builder.ts'
import type { Caller } from '../graphql/context.ts'
import { answerJson, refuse, refuseUnknown } from './answer.ts'

/** Largest file, in bytes (api.md). */
const mostBytes = 50_000_000
/** A file is kept in pieces of about this size, in bytes. */
const pieceBytes = 512_000

/**
 * `POST /imports`: takes a file as it comes, piece by piece, and answers with the id that `importLeads` takes.
 * The file counts as there only when it arrived whole.
 */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  { writer, caller, isStillThere }: { writer: Writer; caller: Caller; isStillThere: () => Promise<boolean> },
): Promise<void> {
  if (!allows(caller.scopes, 'operate')) return refuse(response, 403, 'FORBIDDEN', 'Importing needs the scope "operate".')
  const type = request.headers['content-type']?.split(';')[0]?.trim()
  if (type !== 'text/csv') return refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the file as text/csv.')
  const tooLarge = () =>
    refuse(response, 413, 'BODY_TOO_LARGE', `A file may have at most ${mostBytes / 1_000_000} MB.`, { connection: 'close' })
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return tooLarge()

  const fileName = decodeFileName(request.headers['x-file-name'])
  const { rows } = await writer.sql.execute<{ id: string }>(
    sql`insert into upload (file_name, created_by) values (${fileName}, ${caller.name}) returning id`,
  )
  const id = rows[0]?.id
  if (!id) throw new Error('no upload row was made')

  let bytes = 0
  let pieces = 0
  let waiting: Buffer[] = []
  let waitingBytes = 0
  const flush = async () => {
    if (waitingBytes === 0) return
    await writer.sql.execute(
      sql`insert into upload_chunk (upload_id, number, content) values (${id}, ${pieces}, ${Buffer.concat(waiting)})`,
    )
    pieces += 1
    waiting = []
    waitingBytes = 0
  }
  for await (const part of request) {
    const piece: Buffer = part
    bytes += piece.length
    if (bytes > mostBytes) {
      await writer.sql.execute(sql`delete from upload where id = ${id}`)
      return tooLarge()
    }
    waiting.push(piece)
    waitingBytes += piece.length
    if (waitingBytes >= pieceBytes) await flush()
  }
  await flush()
  if (!(await isStillThere())) {
    await writer.sql.execute(sql`delete from upload where id = ${id}`)
    return refuseUnknown(response)
  }
  if (bytes === 0) {
    await writer.sql.execute(sql`delete from upload where id = ${id}`)
    return refuse(response, 400, 'INVALID_INPUT', 'The file is empty.')
  }
  await writer.sql.execute(sql`update upload set bytes = ${bytes}, is_complete = true where id = ${id}`)
  answerJson(response, 200, { upload: encodeGlobalId('Upload', id) })
}

/** Browsers can only send Latin letters in a header, so the name comes percent-encoded. Shown, never used as a path. */
function decodeFileName(header: string | string[] | undefined): string {
  const raw = Array.isArray(header) ? header[0] : header
  if (!raw) return 'upload.csv'
  let name = raw
  try {
    name = decodeURIComponent(raw)
  } catch {
    // A name with a stray percent sign is kept as it came.
  }
  return name.replace(/[\p{C}/\\]/gu, '').slice(0, 200) || 'upload.csv'
}
