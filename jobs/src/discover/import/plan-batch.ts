import { newId } from '@swarm/db/new-id'
import type { ListHits } from '../../suppression/list-hits.ts'
import type { Candidate, CandidateCompany } from './candidate.ts'
import { type Decision, decideRow } from './decide.ts'
import { type FileMemory, rememberRow } from './file-memory.ts'
import type { KnownLead, KnownLeads, LeadChange } from './known-leads.ts'
import { type SaidStatus, statusSaid } from './lead-change.ts'
import type { Mark } from './marks.ts'

/** A lead as a batch leaves it. */
export type PlannedLead = {
  lead: KnownLead
  /** The version that was read; what changed since is not overwritten. */
  seenVersion: number
  /** Set when the employer is new to the lead. */
  company: CandidateCompany | null
  aliases: string[]
  hasMoved: boolean
  firstRow: number
  words: string[]
}

/**
 * All that a batch of rows comes to: one decision for each row, the leads as they shall be, what rows say about keeping people out, whom they give
 * a status, by lead, and by what else whoever said no is found: that counts for every row, also for one that is only a duplicate.
 */
export type BatchPlan = {
  decisions: Decision[]
  leads: PlannedLead[]
  marked: { candidate: Candidate; mark: Mark }[]
  statuses: Map<string, { lead: KnownLead; said: SaidStatus }>
  names: { key: string; lead_id: string }[]
}

/** Decides rows in their order; a row sees what the rows before it made. Nothing is written. */
export function planBatch(candidates: readonly Candidate[], hits: ListHits, known: KnownLeads, file: FileMemory, at: Date): BatchPlan {
  const leads = new Map<string, PlannedLead>()
  const decisions: Decision[] = []
  const marked: BatchPlan['marked'] = []
  const statuses: BatchPlan['statuses'] = new Map()
  const names: BatchPlan['names'] = []
  for (const candidate of candidates) {
    const { lead: named, other, by } = known.find(candidate)
    const decision = decideRow(candidate, hits, known, file)
    rememberRow(file, candidate)
    if (decision.outcome === 'CREATED') {
      // By their further addresses they are found again, and left alone when one of them asks for it.
      const lead = { ...newLead(candidate, newId(at)), aliases: known.unknownOf(candidate) }
      known.add(lead)
      leads.set(lead.id, {
        lead,
        seenVersion: 0,
        company: candidate.company,
        aliases: lead.aliases,
        hasMoved: false,
        firstRow: candidate.row,
        words: [],
      })
      decision.known = lead
    }
    if (decision.change && decision.known) applyChange(leads, decision.known, decision.change, candidate, known)
    decisions.push(decision)
    if (candidate.malformed) continue
    for (const mark of candidate.marks) marked.push({ candidate, mark })
    // A name alone may be somebody else's.
    const sure = by === 'name' ? null : named
    for (const lead of decision.outcome === 'CREATED' ? [decision.known] : [sure, other, ...known.under(candidate)]) {
      const said = lead === null ? null : statusSaid(lead, candidate)
      if (lead !== null && said !== null && statuses.get(lead.id)?.said !== 'NOT_INTERESTED') statuses.set(lead.id, { lead, said })
    }
    // A no is on no list, only with its lead: by whatever else the row names them, a later row has to find that lead.
    const more = sure !== null && candidate.marks.some(({ kind }) => kind === 'NOT_INTERESTED') ? known.unknownNamesOf(candidate) : []
    if (sure === null || more.length === 0) continue
    names.push(...more.map((key) => ({ key, lead_id: sure.id })))
    sure.aliases.push(...more)
    known.add(sure)
  }
  return { decisions, leads: [...leads.values()], marked, statuses, names }
}

function applyChange(leads: Map<string, PlannedLead>, lead: KnownLead, change: LeadChange, candidate: Candidate, known: KnownLeads): void {
  const planned = leads.get(lead.id)
  const aliases = [...(planned?.aliases ?? []), ...change.aliases]
  leads.set(lead.id, {
    lead,
    seenVersion: planned?.seenVersion ?? lead.version,
    company: change.company ?? planned?.company ?? null,
    aliases,
    hasMoved: change.hasMoved || (planned?.hasMoved ?? false),
    firstRow: planned?.firstRow ?? candidate.row,
    words: [...new Set([...(planned?.words ?? []), ...change.words])],
  })
  // The rows that follow see the lead as this one leaves it.
  Object.assign(lead, change.lead, { aliases: [...lead.aliases, ...aliases] })
  known.add(lead)
}

function newLead(candidate: Candidate, id: string): KnownLead {
  const { email, linkedin, name, place, company } = candidate
  return {
    id,
    version: 1,
    isNew: true,
    status: 'PENDING',
    statusCause: null,
    email: email?.address ?? null,
    personKey: email?.personKey ?? null,
    emailStatus: email ? candidate.emailStatus : null,
    linkedinKey: linkedin?.key ?? null,
    linkedinUrl: linkedin?.url ?? null,
    firstName: name.firstName,
    lastName: name.lastName,
    fullName: name.fullName,
    title: candidate.title,
    seniority: candidate.seniority,
    companyName: company?.name ?? null,
    companyDomain: company?.domain ?? null,
    companyNameKey: company?.nameKey ?? null,
    city: candidate.city,
    region: place.region,
    countryCode: place.countryCode,
    timeZone: place.timeZone,
    csvFacts: candidate.facts,
    hasOtherSources: false,
    aliases: [],
  }
}
