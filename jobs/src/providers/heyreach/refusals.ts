import { z } from 'zod'

/** The two error bodies that HeyReach's own server makes: one sentence, or ASP.NET's list of fields. */
const errorBody = z.union([
  z.object({ errorMessage: z.string().min(1) }),
  z.object({ title: z.string(), status: z.number(), errors: z.record(z.string(), z.unknown()) }),
])

/** Statuses by which it says no to the request itself. */
const refusing = new Set([400, 404, 409, 422])

/** Whether a 4xx is HeyReach's own word, so that the request certainly did nothing. The words are not documented and never looked at. */
export function isHeyreachRefusal(status: number, body: unknown): boolean {
  return refusing.has(status) && errorBody.safeParse(body).success
}
