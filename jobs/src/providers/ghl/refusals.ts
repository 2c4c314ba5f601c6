import { z } from 'zod'

const errorBody = z.object({ statusCode: z.number(), message: z.union([z.string(), z.array(z.string())]) })

/** Statuses by which GoHighLevel says no to the request itself: bad input, not there, unknown properties. */
const refusing = new Set([400, 404, 422])

/**
 * Whether a 4xx is GoHighLevel's own word: its one error body, which repeats the status. Only of a mail does that mean that nothing was done;
 * creating a contact has been seen to answer 422 and to create it all the same (issue 64), so a contact is looked up before it is made again.
 */
export function isGhlRefusal(status: number, body: unknown): boolean {
  const parsed = errorBody.safeParse(body)
  return parsed.success && parsed.data.statusCode === status && refusing.has(status)
}

/** Whether the refusal of a mail is about whom it would go to, by its words. All else may be about us: the sender, the request. */
export function isAboutContact(excerpt: string | null): boolean {
  return excerpt !== null && /\bcontact(?:['’]s)? (?:has|is|was|not|e-?mail)\b|\bemailTo\b|\bDND\b|\bunsubscribed\b/i.test(excerpt)
}
