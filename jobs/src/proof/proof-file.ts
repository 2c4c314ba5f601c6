import { createReadStream, createWriteStream, renameSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Reader } from '@swarm/db/read'
import type { AuditHead } from '../audit/find-cut-tail.ts'
import { type ProofRecord, proofRecordSchema } from './proof-record.ts'
import { readProof } from './read-proof.ts'
import { createProofVerifier, type ProofVerdict } from './verify-proof.ts'

const isCompressed = (file: string) => file.endsWith('.gz')

/** Writes the proof of all sends into a file, one record a line, that verifies without the database; compressed where its name ends in .gz. */
export async function writeProofFile(reader: Pick<Reader, 'read'>, file: string, writtenAt: Date): Promise<void> {
  const lines = new PassThrough()
  const out = createWriteStream(`${file}.new`, { mode: 0o600 })
  const written = isCompressed(file) ? pipeline(lines, createGzip(), out) : pipeline(lines, out)
  await readProof(reader, { details: 'proving', writtenAt }, async (records) => {
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join('')
    if (!lines.write(text)) await new Promise((resolve) => lines.once('drain', resolve))
  })
  lines.end()
  await written
  renameSync(`${file}.new`, file)
}

/** The file is no proof: what is wrong with which line. */
export class NotAProofError extends Error {
  override name = 'NotAProofError'
}

/** Verifies a proof from its file alone. Throws NotAProofError for a line that is none. */
export async function verifyProofFile(file: string, options: { keptHead: AuditHead | null }): Promise<ProofVerdict> {
  const verifier = createProofVerifier(options)
  const bytes = createReadStream(file)
  const lines = createInterface({ input: isCompressed(file) ? bytes.pipe(createGunzip()) : bytes, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  for await (const line of lines) {
    number++
    const record = parseLine(line, number)
    if (number === 1 && record.kind !== 'head') throw new NotAProofError('The file does not begin as a proof does.')
    verifier.take(record)
  }
  if (number === 0) throw new NotAProofError('The file is empty.')
  return verifier.finish()
}

function parseLine(line: string, number: number): ProofRecord {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new NotAProofError(`Line ${number} is not JSON.`)
  }
  const parsed = proofRecordSchema.safeParse(json)
  if (!parsed.success) throw new NotAProofError(`Line ${number} is no record of a proof: ${parsed.error.issues[0]?.message}`)
  return parsed.data
}
