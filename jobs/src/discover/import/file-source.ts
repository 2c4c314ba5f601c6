import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { FileSource } from './read-rows.ts'

/** A file that was sent, read piece by piece out of the database. */
export function uploadedFile(db: Sql, upload: { id: string; fileName: string; bytes: number }): FileSource {
  return {
    fileName: upload.fileName,
    bytes: upload.bytes,
    async *pieces() {
      for (let number = 0; ; number++) {
        const { rows } = await db.execute<{ content: Buffer }>(
          sql`select content from upload_chunk where upload_id = ${upload.id} and number = ${number}`,
        )
        const content = rows[0]?.content
        if (!content) return
        yield content
      }
    },
  }
}

/** A file that came with the request. */
export function inlineFile(fileName: string, csv: string): FileSource {
  const content = Buffer.from(csv, 'utf8')
  return {
    fileName,
    bytes: content.length,
    async *pieces() {
      yield content
    },
  }
}
