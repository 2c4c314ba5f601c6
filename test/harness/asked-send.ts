import type { Writer } from '@swarm/db/write'
import * as make from './make.ts'

type Row = Record<string, unknown>

/** A first touch as `send_verdicts` is asked about it, with the lead and the approved draft that it is of. */
export type AskedSend = { item: Row; lead: make.MadeLead; draft: make.MadeDraft; domain: string }

/** One that nothing speaks against on the tests' Tuesday morning but what differs in the columns of its lead and its draft. */
export async function makeAskedSend(writer: Writer, columns: { lead?: Row; draft?: Row } = {}): Promise<AskedSend> {
  const lead = await make.lead(writer, { columns: { status: 'APPROVED', ...columns.lead } })
  const draft = await make.draft(writer, {
    lead,
    columns: { status: 'APPROVED', decided_at: await make.now(writer), ...columns.draft },
  })
  const domain = lead.email.split('@')[1] ?? ''
  const item = {
    key: draft.id,
    leadId: lead.id,
    draftId: draft.id,
    draftVersion: 1,
    person: lead.email,
    address: lead.email,
    domain,
    channel: 'EMAIL',
    platform: 'INSTANTLY',
    account: 'ana@sender-0.example',
    motion: 'OUTBOUND',
    round: 1,
    step: 1,
    tier: 'TIER_1',
    angle: 'growth',
    zone: 'America/Denver',
    windowFrom: '2026-11-24T15:00:00.000Z',
    windowTo: '2026-11-24T18:00:00.000Z',
    nameKeys: [`acme ${lead.companyId}`],
    lawRegion: 'US',
    recipientProblem: null,
    isWindowOpen: false,
  }
  return { item, lead, draft, domain }
}
