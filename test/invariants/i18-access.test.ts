import { firstRefusal, needsOf, undeclaredFields } from '@swarm/api/graphql/needs'
import { schema } from '@swarm/api/graphql/schema'
import { allows, type Scope, scopes } from '@swarm/jobs/actors'
import {
  astFromValue,
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  print,
  validate,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { openSocket } from '../harness/socket.ts'

let api: TestApi
/** Who may something: each scope alone, and whoever holds them all. */
const holders = new Map<string, { key: string; held: readonly Scope[] }>()
/** Who may nothing: how each says who it would be. */
const outsiders = new Map<string, Record<string, string>>()
beforeAll(async () => {
  api = await startTestApi()
  for (const scope of scopes) holders.set(scope, { key: await api.keyFor(scope), held: [scope] })
  holders.set('every scope', { key: await api.keyFor(...scopes), held: scopes })
  const [revoked, over] = [await api.keyFor(...scopes), await api.keyFor(...scopes)]
  await api.writer.pool.query('update api_key set revoked_at = now() where prefix = $1', [revoked.slice(0, 6)])
  await api.writer.pool.query(`update api_key set expires_at = now() - interval '1 second' where prefix = $1`, [over.slice(0, 6)])
  const everything = scopes.filter((scope) => scope !== 'webhook')
  for (const name of ['Over', 'Leaver']) await api.addUser(name, 'correct horse battery', everything)
  const [sessionOver, leaver] = [await api.signIn('Over', 'correct horse battery'), await api.signIn('Leaver', 'correct horse battery')]
  await api.writer.pool.query(
    `update session set expires_at = now() - interval '1 second' where user_id in (select id from user_account where name = 'Over')`,
  )
  await api.writer.pool.query(`update user_account set disabled_at = now() where name = 'Leaver'`)
  const csrf = { 'x-swarm-csrf': '1' }
  outsiders
    .set('no one', {})
    .set('a revoked key', { authorization: `Bearer ${revoked}` })
    .set('a key that is over', { authorization: `Bearer ${over}` })
    .set('a session that is over', { cookie: sessionOver, ...csrf })
    .set('a person who was disabled', { cookie: leaver, ...csrf })
})
afterAll(() => api.stop())

test('every field and mutation declares what it needs', () => {
  expect(undeclaredFields(schema)).toEqual([])
})

test('a field that declares nothing is found, and is open to nobody, whatever they hold', () => {
  const bare = buildSchema('type Query { open: Secret } type Secret { value: Int } type SecretConnection { edges: [Int] }')
  expect(undeclaredFields(bare)).toEqual(['Query.open', 'Secret.value'])
  expect(firstRefusal(needsOf(bare, parse('{ open { value } }')), scopes)).toEqual({ field: 'Query.open', scope: null })
  const query = bare.getQueryType()
  if (query) query.getFields().open = { ...query.getFields().open, extensions: { needs: ['read'] } } as GraphQLField<unknown, unknown>
  expect(undeclaredFields(bare)).toEqual(['Secret.value'])
  expect(firstRefusal(needsOf(bare, parse('fragment F on Query { o: open { ... { value } } } { ...F }')), scopes)).toEqual({
    field: 'Secret.value',
    scope: null,
  })
})

test('scopes are a set: each but webhook reads, and none includes another, but that an operator may replay what a provider sent', () => {
  const also: Partial<Record<Scope, readonly Scope[]>> = { operate: ['webhook'] }
  for (const held of scopes) {
    for (const needed of scopes) {
      const may = held === needed || (needed === 'read' && held !== 'webhook') || (also[held]?.includes(needed) ?? false)
      expect(allows([held], needed), `${held} for ${needed}`).toBe(may)
    }
    expect(allows([], held)).toBe(false)
  }
})

/** What api.md says a root field needs, where that is not `read` (queries, subscriptions). Names that do not exist yet wait here. */
const needed: Record<string, readonly Scope[]> = {
  ...Object.fromEntries(
    [
      'users',
      'apiKeys',
      'auditTrail',
      'auditNames',
      'auditVerification',
      'personalData',
      'personalDataOf',
      'productionList',
      'erasures',
      'settingsPreview',
      'webhookAddresses',
    ].map((name) => [name, ['admin']]),
  ),
  ...Object.fromEntries(
    [
      'openDraft',
      'approveDraft',
      'editDraft',
      'rejectDraft',
      'undoReview',
      'reviewDrafts',
      'recraftDraft',
      'classifyReply',
      'assignReply',
      'flagSystematicFault',
    ].map((name) => [name, ['review']]),
  ),
  ...Object.fromEntries(
    [
      ...[
        'dispatch',
        'approveBatch',
        'rejectBatch',
        'cancelBatch',
        'sendTest',
        'settleSend',
        'releaseParkedSends',
        'changeEnrollment',
        'completeTask',
        'pauseAccount',
      ],
      ...[
        'importLeads',
        'undoImport',
        'runPipeline',
        'cancelPipelineRun',
        'createLead',
        'mergeLeads',
        'unmergeLeads',
        'addNote',
        'suppress',
        'exclude',
        'removeExclusion',
      ],
      ...['replayDelivery', 'cleanQueue', 'acknowledgeAlert', 'resolveAlert', 'bookMeeting', 'recordCheck', 'closeDay'],
    ].map((name) => [name, ['operate']]),
  ),
  ...Object.fromEntries(
    [
      'updateSettings',
      'createUser',
      'disableUser',
      'resetSecondFactor',
      'createApiKey',
      'revokeApiKey',
      'unsuppress',
      'correctLeadStatus',
      'eraseLead',
      'rememberErasure',
      'advanceClock',
    ].map((name) => [name, ['admin']]),
  ),
  // One's own account: whoever is signed in has one, whatever else they may do.
  ...Object.fromEntries(
    [
      'changeOwnSecret',
      'endOwnSession',
      'endOtherSessions',
      'offerSecondFactor',
      'confirmSecondFactor',
      'renewRecoveryCodes',
      'removeSecondFactor',
    ].map((name) => [name, ['read']]),
  ),
  answerReply: ['review', 'operate'],
  approveAndSendDraft: ['review', 'operate'],
  recordProviderEvent: ['webhook'],
}

/** Setting the stop and lifting it need different scopes, so the function decides; a test of its own stands with the ground. */
const decidedInside = ['setEmergencyStop']

const roots = [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => ({ kind: 'query' as const, field })),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => ({ kind: 'mutation' as const, field })),
  ...Object.values(schema.getSubscriptionType()?.getFields() ?? {}).map((field) => ({ kind: 'subscription' as const, field })),
].map((root) => ({ ...root, name: `${root.kind} ${root.field.name}` }))

/** A value of the right form that stands for nothing. */
function someValue(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return someValue(type.ofType)
  if (isListType(type)) return []
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => [field.name, someValue(field.type)]),
    )
  switch (type.name) {
    case 'Int':
    case 'Float':
      return 1
    case 'Boolean':
      return false
    case 'DateTime':
      return '2026-01-01T00:00:00Z'
    case 'Date':
      return '2026-01-01'
    case 'JSON':
      return {}
    default:
      return 'nothing'
  }
}

function operationFor({ kind, field }: (typeof roots)[number]): { query: string; variables: Record<string, unknown> } {
  const args = field.args.filter((argument) => isNonNullType(argument.type))
  const declared = args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ')
  const given = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ')
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''
  return {
    query: `${kind} ${declared ? `(${declared})` : ''} { it: ${field.name}${given ? `(${given})` : ''}${selection} }`,
    variables: Object.fromEntries(args.map((argument) => [argument.name, someValue(argument.type)])),
  }
}

test.each(roots)('$name needs what api.md says', ({ kind, field }) => {
  if (decidedInside.includes(field.name)) return
  const expected = needed[field.name] ?? (kind === 'mutation' ? null : ['read'])
  const declares = [...(field.extensions.needs as readonly Scope[])].sort()
  if (expected) expect(declares).toEqual([...expected].sort())
  else expect(declares.some((scope) => scope === 'operate' || scope === 'review' || scope === 'admin')).toBe(true)
})

const post = (body: unknown, headers: Record<string, string>) =>
  fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

test.each(roots)('$name: 401 for whoever is nobody, and every scope exactly what it may', async (root) => {
  const operation = operationFor(root)
  const strangers = [...outsiders].map(async ([who, headers]) => [who, (await post(operation, headers)).status])
  expect(Object.fromEntries(await Promise.all(strangers))).toEqual(Object.fromEntries([...outsiders.keys()].map((who) => [who, 401])))
  // Over a socket below.
  if (root.kind === 'subscription') return
  for (const [who, { key, held }] of holders) {
    expectAsDeclared(root, held, await (await post(operation, { authorization: `Bearer ${key}` })).text(), who)
  }
})

function expectAsDeclared({ field, name }: (typeof roots)[number], held: readonly Scope[], answer: string, who: string): void {
  const needs = field.extensions.needs as readonly Scope[]
  const what = `${name} for ${who}`
  expect(answer, what).not.toContain('INTERNAL_SERVER_ERROR')
  if (!needs.every((one) => allows(held, one))) expect(answer, what).toMatch(/"FORBIDDEN"|"ForbiddenError"/)
  else if (!decidedInside.includes(field.name)) expect(answer, what).not.toMatch(/FORBIDDEN|ForbiddenError/)
}

/** Operations that one connection of one key may begin at once. */
const atOnce = 60

test('over a WebSocket nobody gets in who is nobody, and every scope gets exactly what it may', async () => {
  for (const [who, headers] of outsiders) {
    const key = headers.authorization?.replace('Bearer ', '')
    const socket = openSocket(api.url, {
      ...(key === undefined ? {} : { key }),
      ...(headers.cookie === undefined ? {} : { headers: { cookie: headers.cookie }, origin: api.url }),
    })
    expect((await socket.closed).code, who).toBe(4401)
  }
  for (const [who, { held }] of holders) {
    for (let from = 0; from < roots.length; from += atOnce) {
      const socket = openSocket(api.url, { key: await api.keyFor(...held) })
      const asked = roots.slice(from, from + atOnce).map((root) => {
        const { query, variables } = operationFor(root)
        const needs = root.field.extensions.needs as readonly Scope[]
        const isSilent = root.kind === 'subscription' && needs.every((one) => allows(held, one))
        return { root, isSilent, listening: socket.listen(query, variables) }
      })
      for (const { root, isSilent, listening } of asked) {
        // A subscription that is let in has nothing to say; a refusal of it would have come by the time that all others were answered.
        const error = isSilent ? null : await listening.ended
        expectAsDeclared(root, held, JSON.stringify([listening.events, error]), `${who} over a socket`)
      }
      for (const { root, isSilent, listening } of asked)
        if (isSilent) expect(JSON.stringify(listening.events), root.name).not.toMatch(/FORBIDDEN/)
      await socket.stop()
    }
  }
})

/** The way from a root to a type, as the text before and after its selection, and what the fields on it need. */
type Way = { before: string; after: string; needs: readonly (readonly Scope[])[] }

/** One way to every type that a query or subscription reaches, the shortest. */
function waysToTypes(): Map<string, Way> {
  const ways = new Map<string, Way>()
  const open: [GraphQLNamedOutputType, Way][] = []
  for (const [kind, type] of [
    ['query', schema.getQueryType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const) {
    if (type) open.push([type, { before: `${kind} { `, after: ' }', needs: [] }])
  }
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const [type, way] = next
    if (ways.has(type.name)) continue
    ways.set(type.name, way)
    if (isAbstractType(type)) {
      for (const member of schema.getPossibleTypes(type))
        open.push([member, { ...way, before: `${way.before}... on ${member.name} { `, after: ` }${way.after}` }])
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type)
      if (isCompositeType(inner))
        open.push([
          inner,
          { before: `${way.before}${fieldText(field)} { `, after: ` }${way.after}`, needs: [...way.needs, needsOfField(type, field)] },
        ])
    }
  }
  return ways
}

/** A field with what it demands, written out. */
function fieldText(field: GraphQLField<unknown, unknown>): string {
  const given = field.args.flatMap((argument) => {
    if (!isNonNullType(argument.type)) return []
    if (getNamedType(argument.type).name === 'JSON') return [`${argument.name}: {}`]
    const value = astFromValue(someValue(argument.type), argument.type)
    return value ? [`${argument.name}: ${print(value)}`] : []
  })
  return `${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}`
}

const declaredNeeds = (extensions: object): readonly Scope[] =>
  scopes.filter((scope) => 'needs' in extensions && Array.isArray(extensions.needs) && extensions.needs.includes(scope))

function needsOfField(type: GraphQLNamedOutputType, field: GraphQLField<unknown, unknown>): readonly Scope[] {
  const own = declaredNeeds(field.extensions)
  return own.length > 0 ? own : declaredNeeds(type.extensions)
}

/** What a mutation answers with; whoever may ask for it may read it, whatever else they lack. */
const isAnswer = (typeName: string) => /Success$|Error$|^Reason$/.test(typeName)

test('every field of every type is refused to whoever lacks what it, or the way to it, needs', () => {
  let judged = 0
  for (const [name, way] of waysToTypes()) {
    const type = schema.getType(name)
    if (!isObjectType(type) || isIntrospectionType(type) || name.endsWith('Connection') || name.endsWith('Edge') || name === 'PageInfo')
      continue
    // A query that could give one of these would give it to anybody; a reason is words and a code, whoever gives it.
    if (name === 'Reason') continue
    expect(isAnswer(name), name).toBe(false)
    for (const field of Object.values(type.getFields())) {
      const inner = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''
      const document = parse(`${way.before}${fieldText(field)}${inner}${way.after}`)
      expect(validate(schema, document), print(document)).toEqual([])
      const needs = [...way.needs, needsOfField(type, field)].flat()
      for (const held of [[], ...scopes.map((scope) => [scope]), scopes]) {
        const refusal = firstRefusal(needsOf(schema, document), held)
        expect(refusal === null, `${name}.${field.name} for ${held.join()}`).toBe(needs.every((scope) => allows(held, scope)))
        judged += 1
      }
    }
  }
  expect(judged).toBeGreaterThan(3_000)
})

test('who may not read does not learn what a mutation would have answered, and does nothing by asking', async () => {
  const webhook = holders.get('webhook')?.key ?? ''
  const answer = await api.ask(
    webhook,
    'mutation { setEmergencyStop(input: { active: true, reason: "Not mine" }) { __typename ... on SetEmergencyStopSuccess { safety { reason } } } }',
  )
  expect(JSON.stringify(answer)).toMatch(/FORBIDDEN|ForbiddenError/)
  const { rows } = await api.writer.pool.query('select from emergency_stop')
  expect(rows).toEqual([])
})
