import { midnight } from '../../lib/days.ts'
import type { AuditFilter } from './audit-documents.ts'

/** What may be asked for, in the order of the form; `names` are those offered. Days are the viewer's, `to` included. */
export const auditFields = [
  { name: 'actor', label: 'Who', hint: 'As entries name them.', type: 'text', names: 'actors' },
  { name: 'action', label: 'Action', hint: 'Such as draft.approved.', type: 'text', names: 'actions' },
  { name: 'subject', label: 'Of what', hint: 'An id, or a section of the settings.', type: 'text', names: undefined },
  { name: 'from', label: 'From', hint: 'This day on.', type: 'date', names: undefined },
  { name: 'to', label: 'To', hint: 'Until the end of this day.', type: 'date', names: undefined },
] as const
export type AuditTyped = Record<(typeof auditFields)[number]['name'], string>

/** The form as the address has it. */
export function readAuditAddress(address: URLSearchParams): AuditTyped {
  const of = (name: string): string => address.get(name) ?? ''
  return { actor: of('actor'), action: of('action'), subject: of('subject'), from: of('from'), to: of('to') }
}

/** The API's filter of what was typed; a day that is none is left out. */
export function auditFilter({ actor, action, subject, from, to }: AuditTyped): AuditFilter {
  return { actor: actor || null, action: action || null, subject: subject || null, from: midnight(from, 0), to: midnight(to, 1) }
}
