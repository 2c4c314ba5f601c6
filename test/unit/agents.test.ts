import { readdirSync, readFileSync } from 'node:fs'
import { agentActions, agents } from '@swarm/jobs/actors'
import { expect, test } from 'vitest'

const folder = new URL('../../db/functions/', import.meta.url)
const listOf = new Map<string, readonly string[]>(Object.entries(agentActions))

/** What SQL functions write into the audit trail under a name of their own: who, what, and whether the rest of the action is put together there. */
const written = readdirSync(folder).flatMap((file) =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(/write_audits?\('([A-Z]+)', '([a-z_.]+)'( \|\|)?/g)].map(
    ([, actor = '', action = '', isPart]) => ({ file, actor, action, isPart: isPart !== undefined }),
  ),
)

test('what SQL does in an agent’s name is on the list of that agent', () => {
  expect(written.length).toBeGreaterThan(8)
  const unlisted = written.filter(
    ({ actor, action, isPart }) => !listOf.get(actor)?.some((listed) => (isPart ? listed.startsWith(action) : listed === action)),
  )
  expect(unlisted).toEqual([])
})

test('OPERATOR alone has actions that send', () => {
  const senders = agents.filter((agent) => agentActions[agent].some((action) => /^(send|batch)\./.test(action)))
  expect(senders).toEqual(['OPERATOR'])
})
