import { z } from 'zod'

/** The answer to a bulk: which leads were made, and counts of the others without saying who is who. */
export const addedSchema = z.object({
  leads_uploaded: z.number().nullish(),
  in_blocklist: z.number().nullish(),
  duplicated_leads: z.number().nullish(),
  invalid_email_count: z.number().nullish(),
  created_leads: z.array(z.object({ index: z.number(), id: z.string().min(1), email: z.string() })),
})
export type AddedAnswer = z.infer<typeof addedSchema>

/** What became of one lead of a bulk. UNKNOWN: the answer doesn't name it, and doesn't say why; the campaign's leads are read back. */
export type AddedLead = { outcome: 'ADDED'; leadId: string } | { outcome: 'UNKNOWN' }

/** Settles a bulk per recipient (I22): only who is named at their own place with their own address was added; named twice is not named. */
export function settleAdded(emails: readonly string[], answer: AddedAnswer): AddedLead[] {
  return emails.map((email, index) => {
    const named = answer.created_leads.filter((lead) => lead.index === index)
    const [lead] = named
    const isOurs = named.length === 1 && lead?.email.trim().toLowerCase() === email.trim().toLowerCase()
    return isOurs && lead !== undefined ? { outcome: 'ADDED', leadId: lead.id } : { outcome: 'UNKNOWN' }
  })
}
