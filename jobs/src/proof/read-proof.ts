import type { Reader, ReadSql } from '@swarm/db/read'
import { sql } from 'drizzle-orm'
import type { ProofEntry, ProofRecord } from './proof-record.ts'
import { provingActions } from './send-proofs.ts'

/** Rows of one page: large enough to be quick, small enough to let others in. */
const pageSize = 5_000

const emptyId = '00000000-0000-0000-0000-000000000000'

type EntryColumns = {
  id: string | null
  at: string
  actor: string
  action: string
  subjectType: string
  subjectId: string
  digest: string
  detail: string | null
}

/** As `audit_link_text` writes an instant. */
const entryColumns = (
  details: 'all' | 'proving',
) => sql`e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.actor, e.action,
  e.subject_type as "subjectType", e.subject_id as "subjectId", encode(e.digest, 'hex') as digest,
  ${details === 'all' ? sql`d.detail::text` : sql`case when e.action = any(${sql.param(provingActions)}::text[]) then d.detail::text end`} as detail`

const entryOf = ({ id, at, actor, action, subjectType, subjectId, digest, detail }: EntryColumns): ProofEntry | null =>
  id === null ? null : { id, at, actor, action, subjectType, subjectId, digest, detail }

/**
 * Reads the whole proof as it stands in one snapshot, page after page, and hands each page on. `details` says whether every detail comes
 * along, to be held against its digest, or those alone that prove a send: a file that leaves the house holds no more than that.
 */
export async function readProof(
  reader: Pick<Reader, 'read'>,
  { details, writtenAt }: { details: 'all' | 'proving'; writtenAt: Date },
  take: (records: readonly ProofRecord[]) => Promise<void> | void,
): Promise<void> {
  await reader.read((db) =>
    db.transaction(
      async (tx) => {
        await take([await headOf(tx, writtenAt)])
        await links(tx, details, take)
        await unlinked(tx, details, take)
        await sends(tx, take)
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    ),
  )
}

type Take = (records: readonly ProofRecord[]) => Promise<void> | void

async function headOf(tx: ReadSql, writtenAt: Date): Promise<ProofRecord> {
  const { rows } = await tx.execute<{ links: string; hash: string | null; sends: string }>(sql`
    select (select count(*) from audit_seal) as links, (select encode(hash, 'hex') from audit_seal order by number desc limit 1) as hash, (select count(*) from send) as sends`)
  const row = rows[0]
  return {
    kind: 'head',
    format: 1,
    writtenAt: writtenAt.toISOString(),
    links: Number(row?.links ?? 0),
    lastHash: row?.hash ?? null,
    sends: Number(row?.sends ?? 0),
  }
}

async function links(tx: ReadSql, details: 'all' | 'proving', take: Take): Promise<void> {
  for (let after = '0'; ; ) {
    const { rows } = await tx.execute<EntryColumns & { number: string; previousHash: string; hash: string }>(sql`
      select s.number, encode(s.previous_hash, 'hex') as "previousHash", encode(s.hash, 'hex') as hash, ${entryColumns(details)}
      from audit_seal s left join audit_entry e on e.id = s.audit_id left join audit_detail d on d.audit_id = e.id
      where s.number > ${after} order by s.number limit ${pageSize}`)
    await take(
      rows.map((row) => ({
        kind: 'link',
        number: Number(row.number),
        previousHash: row.previousHash,
        hash: row.hash,
        entry: entryOf(row),
      })),
    )
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = last.number
  }
}

async function unlinked(tx: ReadSql, details: 'all' | 'proving', take: Take): Promise<void> {
  const { rows } = await tx.execute<EntryColumns & { isWaiting: boolean }>(sql`
    select u.audit_id is not null as "isWaiting", ${entryColumns(details)}
    from audit_entry e left join audit_detail d on d.audit_id = e.id left join audit_unsealed u on u.audit_id = e.id
    where not exists (select from audit_seal s where s.audit_id = e.id) order by e.at, e.id`)
  await take(
    rows.flatMap((row): ProofRecord[] => {
      const entry = entryOf(row)
      if (entry === null) return []
      return [row.isWaiting ? { kind: 'waiting', entry } : { kind: 'stray', entryId: entry.id }]
    }),
  )
}

async function sends(tx: ReadSql, take: Take): Promise<void> {
  const columns = sql`s.id, s.batch_id as "batchId", s.place, encode(s.hash, 'hex') as hash, s.status, s.code`
  type Row = { id: string; batchId: string | null; place: number; hash: string; status: string; code: string | null }
  const records = (rows: readonly Row[]): ProofRecord[] =>
    rows.map(({ id, batchId, hash, status, code }) => ({ kind: 'send', id, batchId, hash, status, code }))
  for (let after = { batchId: emptyId, place: 0 }; ; ) {
    const { rows } = await tx.execute<Row>(sql`
      select ${columns} from send s where (s.batch_id, s.place) > (${after.batchId}::uuid, ${after.place}::int) order by s.batch_id, s.place limit ${pageSize}`)
    await take(records(rows))
    const last = rows.at(-1)
    if (last?.batchId == null || rows.length < pageSize) break
    after = { batchId: last.batchId, place: last.place }
  }
  const { rows } = await tx.execute<Row>(sql`select ${columns} from send s where s.batch_id is null`)
  await take(records(rows))
}
