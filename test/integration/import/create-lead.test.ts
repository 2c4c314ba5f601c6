import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { learnFacts } from '../../../jobs/src/enrich/learn-facts.ts'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
})
afterAll(() => api.stop())

type Answer = {
  __typename: string
  lead?: Record<string, unknown>
  code?: string
  path?: string[]
  reasons?: { code: string; message: string }[]
}
const create = async (input: Record<string, unknown>): Promise<Answer> => {
  const { data, errors } = await api.ask<{ createLead: Answer }>(
    key,
    `mutation ($input: CreateLeadInput!) { createLead(input: $input) { __typename
      ... on CreateLeadSuccess { lead { id email linkedinUrl fullName title source status company { name domain } facts { name provider } timeline { edges { node { kind summary actor } } } } }
      ... on UserError { code path } ... on RefusedError { reasons { code message } } } }`,
    { input },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.createLead
}

test('a lead by hand is read as a row is, and what the person said counts', async () => {
  const { lead } = await create({
    email: ' Ana.Ruiz@ACME-hand.example ',
    linkedinUrl: 'de.linkedin.com/in/Ana-By-Hand/',
    firstName: 'ANA',
    lastName: 'ruiz',
    title: 'CEO',
    companyName: 'Acme Hand Ltd',
    companyDomain: 'https://www.acme-hand.example/about',
    country: 'Germany',
  })
  expect(lead).toMatchObject({
    email: 'ana.ruiz@acme-hand.example',
    linkedinUrl: 'https://www.linkedin.com/in/ana-by-hand',
    fullName: 'Ana Ruiz',
    source: 'manual',
    status: 'PENDING',
    company: { name: 'Acme Hand Ltd', domain: 'acme-hand.example' },
    timeline: { edges: [{ node: { kind: 'discovery', summary: 'Added by hand.', actor: 'operate' } }] },
  })
  expect(lead?.facts).toContainEqual({ name: 'title', provider: 'manual' })
  const { rows } = await api.writer.pool.query(
    `select count(*)::int as audited from audit_entry where action = 'lead.created' and actor = 'operate'`,
  )
  expect(rows).toEqual([{ audited: 1 }])
})

test('who is known in any spelling, suppressed or excluded is refused with the reason, and nothing is written', async () => {
  await create({ email: 'known.one@gmail.com', firstName: 'Known', lastName: 'One' })
  await api.writer.pool.query(`select * from suppress($1, 'test')`, [
    JSON.stringify([{ email: 'asked@stop.example', person_key: 'asked@stop.example', reason: 'asked', source: 'test' }]),
  ])
  await api.writer.pool.query(`insert into exclusion (kind, domain, source) values ('COMPETITOR', 'rival.example', 'test')`)
  const count = async () =>
    (await api.writer.pool.query('select (select count(*) from lead) + (select count(*) from audit_entry) as rows')).rows
  const before = await count()
  // Named as they stand here, whatever was typed.
  expect(await create({ email: 'K.N.O.W.N.one+x@googlemail.com', firstName: 'Another', lastName: 'Name' })).toMatchObject({
    __typename: 'RefusedError',
    code: 'ALREADY_DONE',
    reasons: [{ code: 'KNOWN', message: 'Known One is this person.' }],
  })
  expect(await create({ email: 'asked+again@stop.example' })).toMatchObject({ code: 'GUARD_REFUSED', reasons: [{ code: 'SUPPRESSED' }] })
  expect(await create({ email: 'anna@mail.rival.example' })).toMatchObject({ code: 'GUARD_REFUSED', reasons: [{ code: 'COMPETITOR' }] })
  expect(await create({ firstName: 'Nobody' })).toMatchObject({ __typename: 'InvalidInputError', path: ['email'] })
  expect(await create({ email: 'аna@mixed.example', linkedinUrl: 'linkedin.com/in/mixed-hand' })).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['email'],
  })
  expect(await create({ linkedinUrl: 'https://www.linkedin.com/company/acme' })).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['linkedinUrl'],
  })
  expect(await create({ email: 'ana@evil.example\u0000' })).toMatchObject({ __typename: 'InvalidInputError' })
  expect(await count()).toEqual(before)
})

test('two people who add the same lead at once make one', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => create({ email: 'race@once-only.example' })))
  expect(answers.filter(({ __typename }) => __typename === 'CreateLeadSuccess')).toHaveLength(1)
  const { rows } = await api.writer.pool.query(`select count(*)::int as leads from lead where email = 'race@once-only.example'`)
  expect(rows).toEqual([{ leads: 1 }])
})

test('an address that a person typed is as good as a check says, whatever is learned after it', async () => {
  const address = 'typed@typed.example'
  await create({ email: address, firstName: 'Typed' })
  const { rows } = await api.writer.pool.query<{ id: string; now: Date }>('select id, business_now() as now from lead where email = $1', [
    address,
  ])
  const [lead] = rows
  const world = { places: loadPlaces(), addressLists: loadAddressLists({ sandbox: true }) }
  const learn = (provider: string, facts: object) =>
    api.writer.transaction((tx) => learnFacts(tx, lead?.now ?? new Date(), provider, [{ leadId: lead?.id ?? '', facts }], world))
  await learn('zerobounce', { emailStatus: { value: { address, status: 'INVALID' }, confidence: null } })
  await learn('apollo', { title: { value: 'CEO', confidence: null } })
  expect((await api.writer.pool.query('select title, email_status from lead where email = $1', [address])).rows).toEqual([
    { title: 'CEO', email_status: 'INVALID' },
  ])
})
