import { readFileSync } from 'node:fs'
import { callTool } from '@swarm/api/assistants/call-tool'
import { changeTools } from '@swarm/api/assistants/change-tools'
import { createConfirmations, hashOf } from '@swarm/api/assistants/confirmation'
import { offerTools } from '@swarm/api/assistants/offer-tools'
import { readTools } from '@swarm/api/assistants/read-tools'
import { schema } from '@swarm/api/graphql/schema'
import { getOperationAST, Kind, parse, validate } from 'graphql'
import { expect, test } from 'vitest'

const all = ['read', 'review', 'operate', 'admin'] as const
const namesFor = (...scopes: Parameters<typeof offerTools>[1]) => offerTools(schema, scopes).map(({ tool }) => tool.name)

test('every tool asks what the schema has, and a change names its repeat', () => {
  for (const tool of [...readTools, ...changeTools]) {
    for (const document of [tool.document, ...('look' in tool ? [tool.look] : [])])
      expect([tool.name, validate(schema, parse(document)).map(({ message }) => message)]).toEqual([tool.name, []])
    expect(getOperationAST(parse(tool.document))?.operation, tool.name).toBe(tool.group === 'read' ? 'query' : 'mutation')
  }
  for (const tool of changeTools) {
    if (!tool.atOnce) expect(tool.document, tool.name).toContain('clientMutationId: $clientMutationId')
    for (const name of tool.filled) expect(tool.document, tool.name).toContain(`$${name}`)
  }
})

test('a look changes nothing: it is a query, or the dispatch that is not live', () => {
  for (const { name, look } of changeTools) {
    const operation = getOperationAST(parse(look))
    if (operation?.operation === 'mutation') expect([name, look.includes('live: false')]).toEqual(['dispatch', true])
    else expect(operation?.operation, name).toBe('query')
  }
})

test('a tool asks for the scopes that its mutation declares', () => {
  const fields = schema.getMutationType()?.getFields() ?? {}
  for (const tool of changeTools) {
    const [selection] = getOperationAST(parse(tool.document))?.selectionSet.selections ?? []
    const field = selection?.kind === Kind.FIELD ? fields[selection.name.value] : undefined
    const declared = field?.extensions['needs']
    // Whoever may stop may not lift: the mutation itself decides, and lifting is offered to admins alone.
    expect([tool.name, tool.needs]).toEqual([tool.name, tool.name === 'liftStop' ? ['admin'] : declared])
  }
})

test('what is offered follows the scopes of the key', () => {
  const reading = namesFor('read')
  expect(reading).toEqual(readTools.map(({ name }) => name))
  expect(namesFor('review').filter((name) => !reading.includes(name))).toEqual([
    'approveDraft',
    'rejectDraft',
    'editDraft',
    'undoReview',
    'classifyReply',
    'stopSending',
  ])
  expect(namesFor('operate')).toEqual(expect.arrayContaining(['dispatch', 'approveBatch', 'stopSending', 'suppress']))
  for (const name of ['approveDraft', 'approveAndSendDraft', 'liftStop']) expect(namesFor('operate')).not.toContain(name)
  expect(namesFor('review', 'operate')).toEqual(expect.arrayContaining(['approveAndSendDraft', 'answerReply']))
  expect(namesFor('admin')).toContain('liftStop')
  // The mutation would refuse it.
  expect(namesFor('admin')).not.toContain('stopSending')
  expect(namesFor('webhook')).toEqual([])
  expect(namesFor(...all)).toHaveLength(readTools.length + changeTools.length)
})

test('descriptions and inputs are those of the schema', () => {
  const offered = offerTools(schema, all)
  for (const { tool, description, input } of offered) {
    const [type = '', name = ''] = tool.describedBy.split('.')
    const owner = schema.getType(type)
    const field = owner && 'getFields' in owner ? owner.getFields()[name] : undefined
    expect([tool.name, field?.description && description.startsWith(field.description)]).toEqual([tool.name, true])
    for (const [property, { description: words }] of Object.entries(input.properties ?? {}))
      expect([tool.name, property, (words ?? '').length > 3]).toEqual([tool.name, property, true])
  }
  const reject = offered.find(({ tool }) => tool.name === 'rejectDraft')?.input
  expect(reject?.required).toEqual(['draftId', 'tag', 'reason'])
  expect(Object.keys(reject?.properties ?? {})).toEqual(['draftId', 'tag', 'reason', 'exclude', 'confirmation'])
  expect(reject?.properties?.['exclude']).toMatchObject({ type: 'string', enum: ['COMPETITOR', 'CUSTOMER', 'DO_NOT_CONTACT'] })
  const leads = offered.find(({ tool }) => tool.name === 'leads')?.input.properties
  expect(leads?.['first']).toMatchObject({ type: 'integer', default: 20 })
  expect(leads?.['filter']?.properties?.['tier']).toMatchObject({ type: 'array', items: { enum: ['TIER_1', 'TIER_2', 'TIER_3'] } })
})

test('a confirmation is good for one tool, one caller, one input and what was seen, for ten minutes', () => {
  let now = Date.parse('2026-11-24T16:00:00Z')
  const confirmations = createConfirmations('a secret', 'key 1', () => now)
  const confirmed = { tool: 'approveBatch', given: { batchId: 'b', reason: 'x' }, hash: hashOf({ status: 'PENDING' }), count: 5 }
  const { token, until } = confirmations.give(confirmed)
  expect(token).toContain(`5-${confirmed.hash}-`)
  expect(until.toISOString()).toBe('2026-11-24T16:10:00.000Z')
  expect(confirmations.check(token, { ...confirmed, given: { reason: 'x', batchId: 'b' } })).toBe('GOOD')
  for (const other of [
    { ...confirmed, tool: 'rejectBatch' },
    { ...confirmed, given: { batchId: 'c', reason: 'x' } },
    { ...confirmed, count: 6 },
    { ...confirmed, hash: hashOf({ status: 'APPROVED' }) },
  ])
    expect(confirmations.check(token, other)).toBe('OTHER')
  expect(createConfirmations('a secret', 'key 2', () => now).check(token, confirmed)).toBe('OTHER')
  expect(createConfirmations('another', 'key 1', () => now).check(token, confirmed)).toBe('OTHER')
  const later = token.replace(/-(\d{10})-/, (_, until) => `-${Number(until) + 3600}-`)
  for (const forged of ['', 'x', later, token.slice(0, -1), `${token}x`]) expect(confirmations.check(forged, confirmed)).toBe('OTHER')
  now += 10 * 60_000
  expect(confirmations.check(token, confirmed)).toBe('GOOD')
  now += 1_000
  expect(confirmations.check(token, confirmed)).toBe('EXPIRED')
})

/** What a tool says when the API answers so to its look; nothing is ever done. */
async function lookWith(name: string, given: Record<string, unknown>, data: Record<string, unknown>) {
  const tool = changeTools.find((one) => one.name === name)
  if (!tool) throw new Error(`there is no tool ${name}`)
  return callTool(tool, given, { ask: async () => ({ data }), confirmations: createConfirmations('a secret', 'key 1') })
}

test('a batch of which not every text is shown is approved by nobody here, but rejected', async () => {
  const batch = (shown: number) => ({
    batch: {
      id: 'b',
      status: 'PENDING',
      scopeHash: 'a'.repeat(64),
      sends: { totalCount: 3, edges: Array.from({ length: shown }, () => ({ node: { body: 'Hello' } })) },
    },
  })
  const part = await lookWith('approveBatch', { batchId: 'b' }, batch(2))
  expect([part.isError, part.words]).toEqual([true, expect.stringContaining('approves it on its page')])
  expect(part.words).not.toContain('confirmation')
  expect(await lookWith('approveBatch', { batchId: 'b' }, batch(3))).toMatchObject({ isError: false })
  expect(await lookWith('rejectBatch', { batchId: 'b' }, batch(2))).toMatchObject({ isError: false })
  const look = changeTools.find(({ name }) => name === 'approveBatch')?.look ?? ''
  expect(look).toMatch(/sends\(.*\bsubject body\b/s)
})

test('parked sends are decided only where each that is named was shown', async () => {
  const parked = { parkedSends: { edges: ['a', 'b'].map((id) => ({ node: { id, status: 'PARKED' } })) } }
  const released = (sendIds: unknown) => lookWith('releaseParkedSends', { sendIds, reason: 'Over' }, parked)
  expect(await released(['a', 'b', 'a'])).toMatchObject({ isError: false, words: expect.stringContaining('It concerns 2') })
  expect(await released(['a', 'c'])).toMatchObject({ isError: true, words: expect.stringContaining('Of the 2 sends that you name 1') })
  expect(await released(['c'])).toMatchObject({ isError: true, words: expect.stringContaining('There is nothing') })
  for (const wrong of ['a', [1], null])
    expect(await released(wrong)).toMatchObject({ isError: true, words: expect.stringContaining('sendIds') })
})

test('an id of another kind is refused in words', async () => {
  for (const [name, given] of [
    ['answerReply', { replyId: 'x' }],
    ['classifyReply', { replyId: 'x' }],
    ['acknowledgeAlert', { alertId: 'x' }],
    ['resolveAlert', { alertId: 'x' }],
  ] as const) {
    expect(await lookWith(name, given, { node: {} })).toMatchObject({
      isError: true,
      words: expect.stringContaining('the id of something else'),
    })
    expect(await lookWith(name, given, { node: null })).toMatchObject({ isError: true, words: expect.stringContaining('does not exist') })
  }
})

test('the guide names every tool', () => {
  const guide = readFileSync(new URL('../../docs/assistants.md', import.meta.url), 'utf8')
  expect([...readTools, ...changeTools].filter(({ name }) => !guide.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([])
})
