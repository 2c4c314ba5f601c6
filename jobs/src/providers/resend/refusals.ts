import { z } from 'zod'

const errorBody = z.object({ statusCode: z.number().optional(), name: z.string(), message: z.string() })

/** Names by which Resend says no to the request itself, so that it certainly did nothing (email-backends.md, 1). Older copies write `invalid_api_Key`. */
const refusing = new Set([
  'invalid_idempotency_key',
  'validation_error',
  'invalid_from_address',
  'not_found',
  'method_not_allowed',
  'missing_required_field',
  'invalid_parameter',
  'invalid_attachment',
  'invalid_access',
  'invalid_region',
])

/**
 * Whether a 4xx is Resend's own no. The two conflicts about an idempotency key are none: they say that another request with it was there,
 * so what became of the message is to be looked up, never sent again.
 */
export function isResendRefusal(status: number, body: unknown): boolean {
  const parsed = errorBody.safeParse(body)
  return parsed.success && status !== 409 && refusing.has(parsed.data.name.toLowerCase()) && (parsed.data.statusCode ?? status) === status
}

/** Whether the refusal is about whom it would go to; Resend names the field. All else is about us: the sender, the key, the request. */
export function isAboutRecipient(excerpt: string | null): boolean {
  return excerpt !== null && /`to`/.test(excerpt)
}
