import { end, message, type Node, request } from './sequence-tree.ts'
import type { State } from './state.ts'

/** The workspace as a person prepared it: two profiles, and campaigns that nobody has activated yet. */
const ACCOUNTS = [
  { id: 5_001, emailAddress: 'dani@chiefai.example', firstName: 'Dani', lastName: 'Apgar' },
  { id: 5_002, emailAddress: 'chris@chiefai.example', firstName: 'Chris', lastName: null },
]

const OURS = '{{swarm_text}}'
const CAMPAIGNS: readonly { id: number; name: string; sequence: Node }[] = [
  {
    id: 334_314,
    name: 'CAIO connect, message, follow-up',
    sequence: request(OURS, message('Thanks for connecting, {{firstName}}.', 1, message('Still on your list, {{firstName}}?', 7, end(1)))),
  },
  { id: 334_364, name: 'CAIO connect, message', sequence: request(OURS, message('Thanks for connecting, {{firstName}}.', 1, end(1))) },
  { id: 334_381, name: 'CAIO connect', sequence: request(OURS, end(1)) },
  { id: 334_402, name: 'CAIO message', sequence: message(OURS, 0, end(1)) },
  { id: 334_403, name: 'CAIO follow-up', sequence: message(OURS, 0, end(1)) },
]

export function plant(state: State): void {
  for (const account of ACCOUNTS) {
    if (!state.accounts.has(String(account.id))) state.accounts.put(String(account.id), { ...account, isActive: true, authIsValid: true })
  }
  for (const [index, { id, name, sequence }] of CAMPAIGNS.entries()) {
    if (state.campaigns.has(String(id))) continue
    const listId = 90_001 + index
    const createdAt = Date.UTC(2026, 8, 1 + index)
    state.lists.put(String(listId), { id: listId, name: `${name}: leads`, type: 'USER_LIST', createdAt })
    state.campaigns.put(String(id), {
      id,
      name,
      status: 'DRAFT',
      listId,
      accountIds: ACCOUNTS.map((account) => account.id),
      sequence,
      createdAt,
    })
  }
}
