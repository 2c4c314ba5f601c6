import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { listAll } from './page.ts'

/** A LinkedIn profile that HeyReach acts for. */
export type LinkedinAccount = { id: number; email: string | null; name: string; isUsable: boolean; problem: string | null }

const accountSchema = z
  .object({
    id: z.number(),
    emailAddress: z.string().nullish(),
    firstName: z.string().nullish(),
    lastName: z.string().nullish(),
    isActive: z.boolean(),
    authIsValid: z.boolean(),
  })
  .transform(
    (wire): LinkedinAccount => ({
      id: wire.id,
      email: wire.emailAddress ?? null,
      name: [wire.firstName, wire.lastName].filter((part) => part).join(' '),
      isUsable: wire.isActive && wire.authIsValid,
      problem: !wire.authIsValid ? 'its sign-in at LinkedIn is no longer valid' : wire.isActive ? null : 'it is not active',
    }),
  )

export type Accounts = { list(): Promise<LinkedinAccount[]> }

export function createAccounts(http: HttpClient): Accounts {
  return { list: () => listAll(http, '/li_account/GetAll', accountSchema) }
}
