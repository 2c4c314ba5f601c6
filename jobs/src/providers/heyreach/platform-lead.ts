import { z } from 'zod'

export type NewPlatformLead = {
  /** Canonical: https, www, no query, no slash at the end. */
  profileUrl: string
  firstName: string | null
  lastName: string | null
  companyName: string | null
  position: string | null
  /** Custom fields by name. */
  fields: Record<string, string>
}

/** A lead as a list holds it. */
export type PlatformLead = { profileUrl: string; fields: Map<string, string> }

export const platformLeadSchema = z
  .object({
    profileUrl: z.string().nullish(),
    customUserFields: z.array(z.object({ name: z.string(), value: z.string().nullish() })).nullish(),
  })
  .transform(
    (wire): PlatformLead => ({
      profileUrl: wire.profileUrl ?? '',
      fields: new Map((wire.customUserFields ?? []).map(({ name, value }) => [name, value ?? ''])),
    }),
  )

/** Empty texts instead of nothing: the documented example has them, and null is not shown anywhere. */
export function wireLead(lead: NewPlatformLead): object {
  return {
    firstName: lead.firstName ?? '',
    lastName: lead.lastName ?? '',
    profileUrl: lead.profileUrl,
    companyName: lead.companyName ?? '',
    position: lead.position ?? '',
    customUserFields: Object.entries(lead.fields).map(([name, value]) => ({ name, value })),
  }
}
