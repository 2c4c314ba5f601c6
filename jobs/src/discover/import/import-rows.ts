import type { Sql } from '@swarm/db/write'
import { businessNow } from '../../business-now.ts'
import { exclusionNameKey } from '../../identity/company-name.ts'
import { addExclusions } from '../../suppression/add-exclusions.ts'
import { addSuppressions } from '../../suppression/add-suppressions.ts'
import { type ListKeys, loadListHits } from '../../suppression/list-hits.ts'
import { type Candidate, type ImportWorld, readCandidate } from './candidate.ts'
import { listKeysOf, type OutcomeKind } from './decide.ts'
import type { ImportField } from './fields.ts'
import { emptyFileMemory, rememberRow } from './file-memory.ts'
import type { ImportKind } from './import-kind.ts'
import { type KnownLead, loadKnownLeads } from './known-leads.ts'
import { type ListEntry, readListEntry } from './list-entry.ts'
import type { HeaderLine } from './map-headers.ts'
import { planBatch } from './plan-batch.ts'
import type { FileRow } from './read-rows.ts'
import { type BatchOfImport, HUNTER, saveBatch } from './save-batch.ts'

/** What became of a row, for the person. */
export type RowOutcome = {
  row: number
  outcome: OutcomeKind
  leadId: string | null
  column: string | null
  code: string | null
  reason: string | null
  /** Set where the row names the address of one lead together with the profile of another. */
  ofTwo: { personKey: string; linkedinKey: string } | null
  /** Whom the row names, in a preview: told and not kept. Null where it is written: then the lead itself says who it is. */
  named: NamedInRow | null
}

/** A row in the words of the file. */
export type NamedInRow = { name: string | null; company: string | null }

/** One pass over one file, whatever its kind: it remembers whom it has met. */
export type RowImporter = {
  /** Reads rows ahead of their turn: nothing is decided yet, so it may happen while others are being written. */
  read(rows: readonly FileRow[]): void
  /** Rows that an earlier attempt has written: only remembered. */
  skip(rows: readonly FileRow[]): void
  /** Decides rows and writes what follows (`write`), or only decides. Called anew with the same rows when the batch was overtaken. */
  run(tx: Sql, rows: readonly FileRow[], write: boolean): Promise<RowOutcome[]>
}

export function rowImporter(kind: ImportKind, line: HeaderLine, world: ImportWorld, batch: BatchOfImport): RowImporter {
  return kind === 'LEADS' ? leadImporter(line, world, batch) : listImporter(kind, line, batch)
}

/** The header of the column that decided, as the person knows it. */
function headerOf(line: HeaderLine, field: ImportField | null): string | null {
  const index = field === null ? undefined : line.columns[field]
  return index === undefined ? null : (line.headers[index] ?? null)
}

function keysOfTwo(candidate: Candidate | undefined): RowOutcome['ofTwo'] {
  return candidate?.email && candidate.linkedin ? { personKey: candidate.email.personKey, linkedinKey: candidate.linkedin.key } : null
}

/** Whom a row names; a row that is none names nobody. */
function namedIn({ name, email, linkedin, company, malformed }: Candidate): NamedInRow {
  if (malformed) return { name: null, company: null }
  return { name: name.fullName ?? email?.address ?? linkedin?.url ?? null, company: company?.name ?? null }
}

/** What an entry of a list is about: a person by address or profile, or a company. */
function listedIn(entry: ListEntry): NamedInRow {
  if (!entry.ok) return { name: null, company: null }
  const { exclusion, suppressions } = entry
  const named = (what: 'email' | 'linkedinUrl' | 'domain') => suppressions.find((one) => one[what])?.[what] ?? null
  return {
    name: exclusion?.email ?? named('email') ?? named('linkedinUrl'),
    company: exclusion?.name ?? exclusion?.domain ?? named('domain'),
  }
}

function leadImporter(line: HeaderLine, world: ImportWorld, batch: BatchOfImport): RowImporter {
  const file = emptyFileMemory()
  // A row that was read ahead, or whose batch is tried again, is read once.
  const readOnce = new Map<number, Candidate>()
  const read = (row: FileRow): Candidate => {
    const candidate = readOnce.get(row.row) ?? readCandidate(row, line, world)
    readOnce.set(row.row, candidate)
    return candidate
  }
  // In a preview nothing is in the database: what earlier batches would have made is kept here.
  const foreseen: KnownLead[] = []
  return {
    read(rows) {
      for (const row of rows) read(row)
    },
    skip(rows) {
      for (const row of rows) rememberRow(file, read(row))
    },
    async run(tx, rows, write) {
      // Whoever stands before this batch was written.
      for (const number of readOnce.keys()) if (number < (rows[0]?.row ?? 0)) readOnce.delete(number)
      const candidates = rows.map(read)
      const at = await businessNow(tx)
      const hits = await loadListHits(tx, candidates.flatMap(listKeysOf), batch.source)
      const known = await loadKnownLeads(tx, candidates)
      for (const lead of foreseen) known.add(lead)
      const plan = planBatch(candidates, hits, known, file, at)
      if (write) await saveBatch(tx, plan, at, batch)
      else foreseen.push(...plan.leads.map(({ lead }) => lead))
      return plan.decisions.map(({ row, outcome, known, field, mark, code, reason, isOfTwo }, index) => {
        const candidate = candidates[index]
        return {
          row,
          outcome,
          leadId: known && (write || !known.isNew) ? known.id : null,
          column: mark ? (line.headers[mark.index] ?? null) : headerOf(line, field),
          code,
          reason,
          ofTwo: isOfTwo ? keysOfTwo(candidate) : null,
          named: write || !candidate ? null : namedIn(candidate),
        }
      })
    },
  }
}

function listImporter(kind: Exclude<ImportKind, 'LEADS'>, line: HeaderLine, batch: BatchOfImport): RowImporter {
  const met = new Map<string, number>()
  const read = (row: FileRow) => readListEntry(row, line.columns, kind, batch.source)
  const meet = (entry: ListEntry) => {
    if (entry.ok) for (const name of entry.names) if (!met.has(name)) met.set(name, entry.row)
  }
  return {
    // An entry of a list is read in no time.
    read() {},
    skip(rows) {
      for (const row of rows) meet(read(row))
    },
    async run(tx, rows, write) {
      const entries = rows.map(read)
      for (const entry of entries) meet(entry)
      const fresh = entries.filter((entry) => entry.ok && entry.names.some((name) => met.get(name) === entry.row))
      const listed = new Map((await listAll(tx, fresh, write)).map((isNew, index) => [fresh[index]?.row, isNew]))
      return entries.map((entry): RowOutcome => {
        const said = (outcome: OutcomeKind, code: string | null, reason: string | null, field = entry.field) => ({
          row: entry.row,
          outcome,
          leadId: null,
          column: outcome === 'CREATED' ? null : headerOf(line, field),
          code,
          reason,
          ofTwo: null,
          named: write ? null : listedIn(entry),
        })
        if (!entry.ok) return said('INVALID', entry.code, entry.message)
        const { problem } = entry
        // Somebody who asked to stop may still be written to by that name: a person has to hear of it.
        if (problem) return said('INVALID', problem.code, `${problem.message} The rest of the row is listed.`, problem.field)
        const isNew = listed.get(entry.row)
        if (isNew === undefined) return said('DUPLICATE', 'MET_EARLIER', `The same as in row ${met.get(entry.names[0] ?? '')}.`)
        return isNew ? said('CREATED', null, null) : said('DUPLICATE', 'KNOWN', 'Listed already.')
      })
    },
  }
}

/** For each entry whether any name of it is new on its list. */
async function listAll(tx: Sql, entries: readonly ListEntry[], write: boolean): Promise<boolean[]> {
  const given = entries.map((entry) => (entry.ok ? entry : { exclusion: null, suppressions: [] }))
  const exclusions = given.flatMap(({ exclusion }) => exclusion ?? [])
  const suppressions = given.flatMap((entry) => entry.suppressions)
  if (!write) {
    const keys = given.map(({ exclusion, suppressions }): ListKeys[] =>
      [...(exclusion ? [exclusion] : []), ...suppressions].map((one) => ({
        personKey: one.personKey ?? null,
        linkedinKey: one.linkedinKey ?? null,
        domains: one.domain ? [one.domain] : [],
        companyKeys: [exclusionNameKey(('name' in one && one.name) || '')].filter((key) => key !== ''),
      })),
    )
    const hits = await loadListHits(tx, keys.flat())
    const isListed = ({ personKey, linkedinKey, domains, companyKeys }: ListKeys) =>
      (personKey === null || hits.person.has(personKey)) &&
      (linkedinKey === null || hits.linkedin.has(linkedinKey)) &&
      domains.every((domain) => hits.domain.has(domain)) &&
      companyKeys.every((key) => hits.company.has(key))
    return keys.map((names) => !names.every(isListed))
  }
  const listings = [
    ...(exclusions.length > 0 ? await addExclusions(tx, HUNTER.name, exclusions) : []),
    ...(suppressions.length > 0 ? await addSuppressions(tx, HUNTER.name, suppressions) : []),
  ]
  // A file is one kind of list: its listings come in the order of the rows, one for each that a row names.
  const rows = given.flatMap(({ exclusion, suppressions }, index) => (exclusion ? [index] : suppressions.map(() => index)))
  const withNew = new Set(rows.filter((_, place) => listings[place]?.isNew))
  return given.map((_, index) => withNew.has(index))
}
