import { z } from 'zod'

const errorBody = z.object({ statusCode: z.number(), error: z.string(), message: z.string() })

/** Statuses by which Instantly says no to the request itself: validation, not there, conflict. */
const refusing = new Set([400, 404, 409, 413, 422])

/**
 * Whether a 4xx is Instantly's own word, so that the request certainly did nothing: its one error body, which repeats the status. A page or
 * another JSON may be any proxy's between us. The wording of `message` is not documented and never looked at.
 */
export function isInstantlyRefusal(status: number, body: unknown): boolean {
  const parsed = errorBody.safeParse(body)
  return parsed.success && parsed.data.statusCode === status && refusing.has(status)
}
