import { z } from 'zod'
import type { ObservedFacts } from '../../providers/observation.ts'
import { readableText } from '../../signals/readable-text.ts'

/** Everything comes as text there, numbers too, and an empty cell as an empty text or null. */
const cell = z
  .union([z.string().max(1_000), z.number(), z.boolean()])
  .transform((value) => readableText(String(value)).trim() || null)
  .nullish()
  .catch(null)

const answer = z.object({
  correlation_id: z.uuid(),
  status: cell,
  email: cell,
  email_status: cell,
  title: cell,
  company_name: cell,
  company_domain: cell,
  employee_count: cell,
  industry: cell,
  linkedin_url: cell,
  open_roles: cell,
})

const emailStatuses: Record<string, string> = {
  valid: 'VERIFIED',
  verified: 'VERIFIED',
  catch_all: 'CATCH_ALL',
  'catch-all': 'CATCH_ALL',
  invalid: 'INVALID',
}

/** Which question an answer of our own form belongs to, and what it says; null: it is no answer to a question of ours. */
export function readClayAnswer(payload: unknown): { requestId: string; facts: ObservedFacts } | null {
  const parsed = answer.safeParse(payload)
  if (!parsed.success) return null
  const { data } = parsed
  const said = (value: string | null | undefined) => (value == null ? null : { value, confidence: null })
  const roles = (data.open_roles ?? '').split(/[;,\n]/).flatMap((role) => role.trim() || [])
  const facts = {
    email: said(data.email),
    emailStatus: data.email == null ? null : said(emailStatuses[data.email_status?.toLowerCase() ?? ''] ?? null),
    title: said(data.title),
    companyName: said(data.company_name),
    companyDomain: said(data.company_domain),
    employeeCount: said(data.employee_count),
    industry: said(data.industry),
    linkedinUrl: said(data.linkedin_url),
    hiring: roles.length === 0 ? null : { value: roles, confidence: null },
  }
  return { requestId: data.correlation_id, facts: Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null)) }
}
