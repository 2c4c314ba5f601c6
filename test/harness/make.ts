import { createHash, randomBytes } from 'node:crypto'
import { newId } from '@swarm/db/new-id'
import type { Writer } from '@swarm/db/write'
import { fingerprintOf } from '@swarm/jobs/craft/fingerprint'
import { footerOf } from '@swarm/jobs/craft/footer'
import { DEFAULT_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { openerOf } from '@swarm/jobs/craft/sentences'
import { complianceChecks } from '@swarm/jobs/review/compliance'

/** The id that a client knows a row by. */
export function globalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url')
}

/** Business time, as the database has it. */
export async function now({ pool }: Writer): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('select business_now() as now')
  return rows[0]?.now ?? new Date(Number.NaN)
}

export type MadeCompany = { id: string; name: string; domain: string }

let made = 0

/** One row of a table from its columns. */
async function insert({ pool }: Writer, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row)
  await pool.query(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, place) => `$${place + 1}`).join(', ')})`,
    Object.values(row),
  )
}

/** An employer with a domain of its own. */
export async function company(writer: Writer, given: Partial<MadeCompany> = {}): Promise<MadeCompany> {
  const number = ++made
  const row = { id: newId(await now(writer)), name: `Acme ${number}`, domain: `acme-${number}.example`, ...given }
  await insert(writer, 'company', {
    ...row,
    name_key: row.name.toLowerCase(),
    country_code: 'US',
    industry: 'staffing',
    employees_min: 51,
    employees_max: 200,
  })
  return row
}

export type MadeLead = { id: string; email: string; firstName: string; companyId: string }

/** A lead in the United States that may be written to, of a company of its own unless given. `columns` are those of the table. */
export async function lead(
  writer: Writer,
  given: { firstName?: string; email?: string; companyId?: string; createdAt?: Date; columns?: Record<string, unknown> } = {},
): Promise<MadeLead> {
  const number = ++made
  const at = given.createdAt ?? (await now(writer))
  const employer = given.companyId === undefined ? await company(writer) : null
  const firstName = given.firstName ?? 'Ana'
  const email = given.email ?? `${firstName.toLowerCase()}.${number}@${employer?.domain ?? 'acme.example'}`
  const row = { id: newId(at), email, firstName, companyId: given.companyId ?? employer?.id ?? '' }
  await insert(writer, 'lead', {
    id: row.id,
    email,
    person_key: email,
    email_status: 'VERIFIED',
    linkedin_key: `in:lead-${number}`,
    linkedin_url: `https://www.linkedin.com/in/lead-${number}`,
    first_name: firstName,
    last_name: 'Ruiz',
    full_name: `${firstName} Ruiz`,
    title: 'VP Operations',
    seniority: 'VP',
    company_id: row.companyId,
    company_name: employer?.name ?? null,
    country_code: 'US',
    time_zone: 'America/Denver',
    source: 'test',
    tier: 'TIER_1',
    score: 92,
    created_at: at,
    updated_at: at,
    last_activity_at: at,
    ...given.columns,
  })
  return row
}

export type MadeDraft = { id: string; globalId: string; lead: MadeLead; subject: string; body: string; footer: string }

/** A pending email that passes every check, for a lead of its own unless given. `columns` are those of the table; `growth` is what it says happens there. */
export async function draft(
  writer: Writer,
  given: {
    lead?: MadeLead
    firstName?: string
    subject?: string
    body?: string
    growth?: string
    createdAt?: Date
    columns?: Record<string, unknown>
  } = {},
): Promise<MadeDraft> {
  const at = given.createdAt ?? (await now(writer))
  const to = given.lead ?? (await lead(writer, { ...(given.firstName !== undefined && { firstName: given.firstName }) }))
  const id = newId(at)
  const subject = given.subject ?? 'Operations at Acme'
  const body = given.body ?? `Hi ${to.firstName},\n\nYou run operations at Acme, which hires this month. Worth a look?\n\nDani`
  const token = randomBytes(24).toString('base64url')
  const tokenHash = createHash('sha256').update(token).digest()
  const footer = footerOf(DEFAULT_ORGANISATION, { unsubscribeUrl: `https://swarm.example/u/${token}`, rule: 'allow', contactSource: null })
  if (!footer.ok) throw new Error(footer.reason.message)
  const compliance = complianceChecks(
    { channel: 'EMAIL', kind: 'first_touch', subject, body, footer: footer.footer },
    {
      organisation: DEFAULT_ORGANISATION,
      recipientProblems: [],
      regionRule: 'allow',
      unsubscribe: { tokenHash: tokenHash.toString('hex'), headers: null },
    },
  )
  const evidenceId = newId(at)
  const start = body.indexOf('Acme')
  await insert(writer, 'draft', {
    id,
    lead_id: to.id,
    status: 'PENDING',
    channel: 'EMAIL',
    angle: 'executive_buyin',
    variant: 'A',
    template_version: 1,
    subject,
    body,
    original_subject: subject,
    original_body: body,
    footer: footer.footer,
    claims: JSON.stringify(start < 0 ? [] : [{ field: 'body', start, end: start + 'Acme'.length, evidenceId }]),
    compliance: JSON.stringify(compliance),
    is_compliant: true,
    guard_notes: '[]',
    fingerprint: Buffer.from(fingerprintOf(subject, body), 'hex'),
    opener: openerOf(body),
    tier: 'TIER_1',
    score: 92,
    facts_digest: createHash('sha256').update('facts').digest(),
    created_at: at,
    updated_at: at,
    ...given.columns,
  })
  await insert(writer, 'evidence', {
    id: evidenceId,
    draft_id: id,
    kind: 'company',
    text: 'They work for Acme.',
    source: 'apollo',
    found_at: at,
  })
  await insert(writer, 'evidence', {
    id: newId(at),
    draft_id: id,
    kind: 'role',
    text: 'Title: VP Operations',
    source: 'apollo',
    found_at: at,
  })
  if (given.growth !== undefined) {
    const piece = { id: newId(at), draft_id: id, kind: 'growth', text: given.growth, source: 'apollo', found_at: at }
    await insert(writer, 'evidence', piece)
  }
  await insert(writer, 'unsubscribe_token', { token_hash: tokenHash, draft_id: id, lead_id: to.id, person_key: to.email, created_at: at })
  return { id, globalId: globalId('Draft', id), lead: to, subject, body, footer: footer.footer }
}
