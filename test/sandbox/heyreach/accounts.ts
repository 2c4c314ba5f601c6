import { z } from 'zod'
import type { WireAnswer } from '../wire.ts'
import { type Call, json, pageOf, refuse, refuseInput } from './answers.ts'
import { paging } from './campaigns.ts'
import type { Account, State } from './state.ts'

export function listAccounts({ state, request }: Call): WireAnswer {
  const input = paging.extend({ keyword: z.string().nullish() }).safeParse(request.json ?? {})
  if (!input.success) return refuseInput(input.error)
  const keyword = input.data.keyword?.toLowerCase() ?? ''
  const found = [...state.accounts.values()].filter((one) =>
    `${one.firstName} ${one.lastName} ${one.emailAddress}`.toLowerCase().includes(keyword),
  )
  return pageOf(found, input.data, (account) => accountShape(account, state))
}

export function getAccount({ state, request }: Call): WireAnswer {
  const account = state.accounts.get(request.query.get('accountId') ?? '')
  return account ? json(accountShape(account, state)) : refuse('The account was not found.', 404)
}

function accountShape(account: Account, state: State): Record<string, unknown> {
  return {
    id: account.id,
    emailAddress: account.emailAddress,
    firstName: account.firstName,
    lastName: account.lastName,
    isActive: account.isActive,
    activeCampaigns: [...state.campaigns.values()].filter(
      ({ status, accountIds }) => status === 'IN_PROGRESS' && accountIds.includes(account.id),
    ).length,
    authIsValid: account.authIsValid,
    isValidNavigator: false,
    isValidRecruiter: false,
  }
}
