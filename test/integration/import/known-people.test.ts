import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { load, start } from './import-file.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate', 'admin')
})
afterAll(() => api.stop())

const utf8 = (text: string) => new TextEncoder().encode(text)
const header = 'First Name,Last Name,Title,Company Name,Website,Email,Person Linkedin Url,Stage,Unsubscribed,Bounced,Replied\n'
const file = (...rows: string[]) => utf8(header + rows.join('\n'))
const outcomes = async (...rows: string[]) =>
  (await load(api, key, file(...rows))).outcomes.nodes.map(({ outcome, code, lead }) => ({ outcome, code, status: lead?.status ?? null }))
const leadOf = async (email: string) =>
  (
    await api.ask<{
      lead: {
        id: string
        email: string
        title: string | null
        status: string
        statusCause: string | null
        company: { name: string } | null
      } | null
    }>(key, 'query ($email: String!) { lead(email: $email) { id email title status statusCause company { name } } }', { email })
  ).data?.lead

test('who is known is updated by what is new, and told when nothing is', async () => {
  expect(await outcomes('Ana,Ruiz,,Acme,acme.example,ana@acme.example,,,,,')).toEqual([
    { outcome: 'CREATED', code: null, status: 'PENDING' },
  ])
  expect(await outcomes('Ana,Ruiz,,Acme,acme.example,ANA@acme.example,,,,,')).toEqual([
    { outcome: 'DUPLICATE', code: 'KNOWN', status: 'PENDING' },
  ])
  expect(await outcomes('Ana,Ruiz,CEO,Acme,acme.example,ana@acme.example,linkedin.com/in/ana-ruiz-known,,,,')).toEqual([
    { outcome: 'UPDATED', code: 'NEW_FACTS', status: 'PENDING' },
  ])
  expect(await leadOf('ana@acme.example')).toMatchObject({ title: 'CEO' })
  expect(await outcomes('Ana,Ruiz,,,,ana+news@acme.example,,,,,')).toEqual([{ outcome: 'UPDATED', code: 'NEW_FACTS', status: 'PENDING' }])
  expect(await leadOf('ana@acme.example')).toMatchObject({ email: 'ana@acme.example', title: 'CEO', company: { name: 'Acme' } })
})

test('a preview names whom each row names and keeps none of it; a result names the lead as it stands', async () => {
  const rows = [
    'WILHELMINA,vandersloot,,Preview Works,preview-works.example,wil@preview-works.example,,,,,',
    ',,CEO,Preview Works,preview-works.example,known@preview-works.example,,,,,',
    'Nobody,Reachable,,Preview Works,,not-an-address,,,,,',
    'First Name,Last Name,Title,Company Name,Website,Email,Person Linkedin Url,Stage,Unsubscribed,Bounced,Replied',
  ]
  await load(api, key, file('Known,Person,,Preview Works,preview-works.example,known@preview-works.example,,,,,'))
  const named = (answer: { outcomes: { nodes: { name: string | null; company: string | null }[] } } | undefined) =>
    answer?.outcomes.nodes.map(({ name, company }) => [name, company])
  const seen = await start(api, key, { csv: new TextDecoder().decode(file(...rows)), dryRun: true })
  expect(named(seen.import)).toEqual([
    ['Wilhelmina Vandersloot', 'Preview Works'],
    ['known@preview-works.example', 'Preview Works'],
    ['Nobody Reachable', 'Preview Works'],
    [null, null],
  ])
  const kept = await api.writer.pool.query(`select count(*)::int from lead where full_name ilike '%vandersloot%'`)
  expect(kept.rows).toEqual([{ count: 0 }])
  expect(named(await load(api, key, file(...rows)))).toEqual([
    ['Wilhelmina Vandersloot', 'Preview Works'],
    ['Known Person', 'Preview Works'],
    [null, null],
    [null, null],
  ])
})

test('a preview of a list names the companies, addresses and profiles that it lists', async () => {
  const csv = 'type,value\nemail,gone@list-works.example\ndomain,list-works.example\nemail,no address\n'
  const seen = await start(api, key, { csv, kind: 'SUPPRESSIONS', dryRun: true })
  expect(seen.import?.outcomes.nodes.map(({ name, company }) => [name, company])).toEqual([
    ['gone@list-works.example', null],
    [null, 'list-works.example'],
    [null, null],
  ])
})

test('somebody who moved is the same person at another company, and the old row does not move them back', async () => {
  const old = 'Bo,Li,CTO,Old Works,old-works.example,bo@old-works.example,linkedin.com/in/bo-li-moves,,,,'
  await outcomes(old)
  expect(await outcomes('Bo,Li,CEO,New Works,new-works.example,bo@new-works.example,linkedin.com/in/bo-li-moves,,,,')).toEqual([
    { outcome: 'UPDATED', code: 'MOVED', status: 'PENDING' },
  ])
  expect(await leadOf('bo@new-works.example')).toMatchObject({ title: 'CEO', company: { name: 'New Works' } })
  expect(await outcomes(old)).toEqual([{ outcome: 'DUPLICATE', code: 'EARLIER_IDENTITY', status: 'PENDING' }])
  expect(await leadOf('bo@new-works.example')).toMatchObject({ title: 'CEO' })
})

test('an address of one lead with the profile of another is told where each has another of its own, not guessed', async () => {
  await outcomes(
    'Cy,One,,One,one.example,cy@one.example,linkedin.com/in/cy-one-own,,,,',
    'Cy,Two,,Two,two.example,,linkedin.com/in/cy-two-leads,,,,',
  )
  expect(await outcomes('Cy,One,,One,one.example,cy@one.example,linkedin.com/in/cy-two-leads,,,,')).toEqual([
    { outcome: 'DUPLICATE', code: 'TWO_LEADS', status: 'PENDING' },
  ])
})

test('what a file says of earlier dealings counts: out of the pipeline, onto the lists, never off them', async () => {
  await outcomes(
    'Di,Old,,Dealings,dealings.example,di@dealings.example,,,,,',
    'Ed,Old,,Dealings,dealings.example,ed@dealings.example,,,,,',
    'Flo,Old,,Dealings,dealings.example,flo@dealings.example,,,,,',
  )
  expect(
    await outcomes(
      'Di,Old,,Dealings,dealings.example,di@dealings.example,,Do Not Contact,,,',
      'Ed,Old,,Dealings,dealings.example,ed+x@dealings.example,,,yes,,',
      'Flo,Old,,Dealings,dealings.example,flo@dealings.example,,,,mailbox full,',
      'Gus,New,,Dealings,dealings.example,gus@dealings.example,,Replied,,,',
      'Hal,New,,Dealings,dealings.example,hal@dealings.example,,Not interested,,,',
      'Ida,New,,Dealings,dealings.example,ida@dealings.example,,Current Client,,,',
    ),
  ).toEqual([
    { outcome: 'EXCLUDED', code: 'DO_NOT_CONTACT', status: 'DISQUALIFIED' },
    { outcome: 'EXCLUDED', code: 'OPTED_OUT', status: 'UNSUBSCRIBED' },
    { outcome: 'EXCLUDED', code: 'BOUNCED', status: 'BOUNCED' },
    { outcome: 'CREATED', code: null, status: 'REPLIED' },
    { outcome: 'CREATED', code: null, status: 'DISQUALIFIED' },
    { outcome: 'EXCLUDED', code: 'CUSTOMER', status: null },
  ])
  expect(await leadOf('ida@dealings.example')).toBeNull()
  // A clean row later lifts nothing.
  expect(await outcomes('Ed,Old,CEO,Dealings,dealings.example,ed@dealings.example,,Cold,no,,')).toEqual([
    { outcome: 'EXCLUDED', code: 'SUPPRESSED', status: 'UNSUBSCRIBED' },
  ])
})

test('an opt-out in a second row of the same person is not missed', async () => {
  expect(
    await outcomes('Jo,Twice,,Twice,twice.example,jo@twice.example,,,,,', 'Jo,Twice,,Twice,twice.example,jo@twice.example,,,yes,,'),
  ).toEqual([
    { outcome: 'CREATED', code: null, status: 'UNSUBSCRIBED' },
    { outcome: 'DUPLICATE', code: 'MET_EARLIER', status: 'UNSUBSCRIBED' },
  ])
})

test('whom a file calls not interested is left alone wherever they stand, until they answer us themselves', async () => {
  const no = (name: string) => `${name},No,,Refusals,refusals.example,${name.toLowerCase()}@refusals.example,,Not interested,,,`
  const standing = {
    Score: "'DISQUALIFIED', 'score'",
    List: "'DISQUALIFIED', 'exclusion'",
    Sent: "'SENT', null",
    Silent: "'GHOSTED', null",
    Met: "'MEETING_BOOKED', null",
  }
  const names = Object.keys(standing)
  await outcomes(...names.map((name) => no(name).replace('Not interested', '')))
  for (const [name, values] of Object.entries(standing))
    await api.writer.pool.query(`update lead set (status, status_cause) = (${values}) where email = $1`, [
      `${name.toLowerCase()}@refusals.example`,
    ])
  await outcomes(...names.map(no))
  const stand = () => Promise.all(names.map(async (name) => (await leadOf(`${name.toLowerCase()}@refusals.example`))?.statusCause ?? null))
  expect(await stand()).toEqual(['not_interested', 'not_interested', 'not_interested', 'not_interested', null])
  expect(await outcomes(...names.map(no))).toEqual([
    ...Array.from({ length: 4 }, () => ({ outcome: 'DUPLICATE', code: 'KNOWN', status: 'DISQUALIFIED' })),
    { outcome: 'DUPLICATE', code: 'KNOWN', status: 'MEETING_BOOKED' },
  ])
})

test('a no in a second row of the same person, or under an address that they had before, is not missed', async () => {
  const row = (email: string, stage: string, profile = '') => `Kit,Second,,Second,second.example,${email},${profile},${stage},,,`
  await outcomes(row('kit@second.example', ''), row('kit@second.example', 'Not interested'))
  expect(await leadOf('kit@second.example')).toMatchObject({ status: 'DISQUALIFIED', statusCause: 'not_interested' })

  const profile = 'linkedin.com/in/lou-moved-before'
  await outcomes(`Lou,Moved,,Second,second.example,lou@second.example,${profile},,,,`)
  await outcomes(`Lou,Moved,,Third,third.example,lou@third.example,${profile},,,,`)
  expect(await outcomes(`Lou,Moved,,Second,second.example,lou@second.example,,Not interested,,,`)).toMatchObject([
    { code: 'EARLIER_IDENTITY' },
  ])
  expect(await leadOf('lou@third.example')).toMatchObject({ status: 'DISQUALIFIED', statusCause: 'not_interested' })
  // Somebody else of that name is not meant.
  await outcomes('Max,Name,,Fourth,fourth.example,max@fourth.example,,,,,')
  expect(await outcomes('Max,Name,,Fourth,fourth.example,m.name@fourth.example,,Not interested,,,')).toMatchObject([{ code: 'SAME_NAME' }])
  expect(await leadOf('max@fourth.example')).toMatchObject({ status: 'PENDING' })
})

test('of two opt-out columns the second one counts too, and the numbers of an Instantly export are read', async () => {
  const done = await load(
    api,
    key,
    utf8(
      [
        'email,first_name,last_name,company_name,Email Opt Out,unsubscribed,status,lt_interest_status',
        'una@twocols.example,Una,Two,Twocols,no,yes,1,',
        'vic@twocols.example,Vic,Two,Twocols,no,,-1,',
        'wes@twocols.example,Wes,Two,Twocols,no,,3,1',
      ].join('\n'),
    ),
  )
  expect(done.outcomes.nodes.map(({ outcome, code, column }) => ({ outcome, code, column }))).toEqual([
    { outcome: 'EXCLUDED', code: 'OPTED_OUT', column: 'unsubscribed' },
    { outcome: 'EXCLUDED', code: 'BOUNCED', column: 'status' },
    { outcome: 'CREATED', code: null, column: null },
  ])
  expect(await leadOf('wes@twocols.example')).toMatchObject({ status: 'REPLIED' })
})

const ask = async (document: string, variables: Record<string, unknown>) => {
  const { data, errors } = await api.ask<Record<string, Record<string, unknown>>>(key, document, variables)
  if (!data) throw new Error(JSON.stringify(errors))
  return Object.values(data)[0] ?? {}
}

const listed = async (kind: 'CUSTOMERS' | 'SUPPRESSIONS', rows: readonly string[]) => {
  const csv = rows.join('\n')
  const said = (answer: { outcomes: { nodes: { outcome: string }[] } } | undefined) => answer?.outcomes.nodes.map(({ outcome }) => outcome)
  const seen = said((await start(api, key, { csv, kind, dryRun: true })).import)
  const done = said(await load(api, key, utf8(csv), { kind }))
  expect(seen).toEqual(done)
  return done
}

test('a person stands on a list under every name that a row gives, whichever of them was listed before', async () => {
  await outcomes('Nia,Names,,Names,names.example,nia@names.example,,Do Not Contact,,,')
  await outcomes(
    'Nia,Names,,Names,names.example,nia@names.example,linkedin.com/in/nia-names,Do Not Contact,,,',
    'Uma,Names,,Names,names.example,uma@names.example,linkedin.com/in/uma-names,Do Not Contact,,,',
    'Uma,Names,,Names,names.example,uma@more-names.example,linkedin.com/in/uma-names,Do Not Contact,,,',
    'Oda,Names,,Names,names.example,oda@names.example,linkedin.com/in/oda-names,,yes,,',
    'Rex,Names,,Names,names.example,rex@names.example,linkedin.com/in/rex-names,,,hard bounce,',
  )
  expect(
    await outcomes(
      'Nia,Names,,,,,linkedin.com/in/nia-names,,,,',
      'Uma,Names,,,,uma@more-names.example,,,,,',
      'Oda,Names,,,,,linkedin.com/in/oda-names,,,,',
      'Rex,Names,,,,,linkedin.com/in/rex-names,,,,',
    ),
  ).toEqual([
    { outcome: 'EXCLUDED', code: 'DO_NOT_CONTACT', status: null },
    { outcome: 'EXCLUDED', code: 'DO_NOT_CONTACT', status: null },
    { outcome: 'EXCLUDED', code: 'SUPPRESSED', status: null },
    // A mailbox bounces, not a person.
    { outcome: 'CREATED', code: null, status: 'PENDING' },
  ])
})

test('a list of customers with a row for each contact excludes all of them, also where their domain stood there before', async () => {
  await ask('mutation ($input: ExcludeInput!) { exclude(input: $input) { __typename } }', {
    input: { domain: 'contacts.example', kind: 'DO_NOT_CONTACT' },
  })
  const file = [
    'Company Name,Website,Email',
    'Contacts Holding,contacts.example,joe@contacts-mail.example',
    'Contacts Holding,contacts.example,ann@contacts-mail.example',
    'Contacts Trading,contacts.example,ann@contacts-mail.example',
    'Contacts Trading,contacts.example,',
  ]
  expect(await listed('CUSTOMERS', file)).toEqual(['CREATED', 'CREATED', 'CREATED', 'DUPLICATE'])
  expect(
    (
      await outcomes(
        'Joe,Contact,,,,joe@contacts-mail.example,,,,,',
        'Ann,Contact,,,,ann@contacts-mail.example,,,,,',
        'Bea,Contact,,Contacts Holding,contacts-one.example,bea@contacts-one.example,,,,,',
        'Cem,Contact,,Contacts Trading,contacts-two.example,cem@contacts-two.example,,,,,',
      )
    ).map(({ code }) => code),
  ).toEqual(['CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER'])
  expect(await listed('CUSTOMERS', file)).toEqual(['DUPLICATE', 'DUPLICATE', 'DUPLICATE', 'DUPLICATE'])
})

test('a list of opt-outs holds for each name of a row that can be read', async () => {
  const file = [
    'Email,Linkedin Url,Website,Reason',
    'pia@optouts.example,linkedin.com/in/pia-optouts,pia-works.example,asked to stop',
    'no address,linkedin.com/in/quin-optouts,,asked to stop',
    'rob@optouts.example,linkedin.com/in/rob-optouts,,hard bounce',
    'pia@optouts.example,,,asked to stop',
    'nobody,no profile!,,asked to stop',
    'tea@optouts.example; tea@more-optouts.example,linkedin.com/in/tea-optouts,,asked to stop',
  ]
  // What is listed but for a name that can't be read is told: by that name they may still be written to.
  expect(await listed('SUPPRESSIONS', file)).toEqual(['CREATED', 'INVALID', 'CREATED', 'DUPLICATE', 'INVALID', 'INVALID'])
  const answer = await load(api, key, utf8(file.join('\n')), { kind: 'SUPPRESSIONS' })
  expect(answer.outcomes.nodes.at(-1)).toMatchObject({
    column: 'Email',
    code: 'SEVERAL_ADDRESSES',
    reason: expect.stringMatching(/ The rest of the row is listed\.$/),
  })
  expect(
    (
      await outcomes(
        'Pia,Optouts,,,,,linkedin.com/in/pia-optouts,,,,',
        'Quin,Optouts,,,,,linkedin.com/in/quin-optouts,,,,',
        'Rob,Optouts,,,,,linkedin.com/in/rob-optouts,,,,',
        'Sam,Optouts,,Pia Works,pia-works.example,sam@pia-works.example,,,,,',
        'Tea,Optouts,,,,,linkedin.com/in/tea-optouts,,,,',
      )
    ).map(({ outcome }) => outcome),
  ).toEqual(['EXCLUDED', 'EXCLUDED', 'CREATED', 'CREATED', 'EXCLUDED'])
})

test('who asks to stop after a bounce is suppressed as a person, not as a mailbox; a bounce makes that no smaller', async () => {
  const reasons = async () =>
    (
      await api.writer.pool.query<{ named: string; of_mailbox: boolean; audited: number }>(
        `select s.person_key as named, is_of_mailbox(s.reason) as of_mailbox,
           (select count(*)::int from audit_entry a join audit_detail d on d.audit_id = a.id
             where a.action = 'suppression.added' and d.detail -> 'suppressions' @> jsonb_build_array(jsonb_build_object('id', s.id, 'reason', s.reason))) as audited
         from suppression s where s.person_key like '%@wider.example' order by 1`,
      )
    ).rows
  await outcomes('Ada,Wider,,,,ada@wider.example,,,,yes,', 'Bob,Wider,,,,bob@wider.example,,,,yes,', 'Cy,Wider,,,,cy@wider.example,,,yes,,')
  await ask('mutation ($email: String!) { suppress(input: { email: $email, reason: "asked by phone" }) { __typename } }', {
    email: 'ada@wider.example',
  })
  expect(
    await listed('SUPPRESSIONS', [
      'Email,Reason',
      'dan@wider.example,hard bounce',
      'dan@wider.example,asked to stop',
      'cy@wider.example,bounced',
    ]),
  ).toEqual(['CREATED', 'CREATED', 'DUPLICATE'])
  expect(await reasons()).toEqual([
    { named: 'ada@wider.example', of_mailbox: false, audited: 1 },
    { named: 'bob@wider.example', of_mailbox: true, audited: 1 },
    { named: 'cy@wider.example', of_mailbox: false, audited: 1 },
    { named: 'dan@wider.example', of_mailbox: false, audited: 1 },
  ])
})

test('an excluded domain takes its leads out, with subdomains, and gives them back when it is removed', async () => {
  await outcomes('Kim,Sub,,Sub,sub.example,kim@mail.sub.example,,,,,', 'Lee,Near,,Near,notsub.example,lee@notsub.example,,,,,')
  const excluded = await ask(
    'mutation ($input: ExcludeInput!) { exclude(input: $input) { __typename ... on ExcludeSuccess { exclusion { id kind domain source } } ... on UserError { message } } }',
    { input: { domain: 'Sub.Example', kind: 'COMPETITOR' } },
  )
  expect(excluded).toMatchObject({ __typename: 'ExcludeSuccess', exclusion: { kind: 'COMPETITOR', domain: 'sub.example' } })
  expect(await leadOf('kim@mail.sub.example')).toMatchObject({ status: 'DISQUALIFIED', statusCause: 'exclusion' })
  expect(await leadOf('lee@notsub.example')).toMatchObject({ status: 'PENDING' })
  const { exclusion } = excluded as { exclusion: { id: string } }
  const remove = () =>
    ask('mutation ($id: ID!) { removeExclusion(input: { id: $id }) { __typename ... on UserError { code } } }', { id: exclusion.id })
  expect(await remove()).toMatchObject({ __typename: 'RemoveExclusionSuccess' })
  expect(await leadOf('kim@mail.sub.example')).toMatchObject({ status: 'PENDING', statusCause: null })
  expect(await remove()).toMatchObject({ __typename: 'RefusedError', code: 'ALREADY_DONE' })
})

test('a suppressed person is out at once in every spelling; twice is once; only an admin lifts it', async () => {
  await outcomes('Max,Sup,,Sup,supp.example,max.sup@gmail.com,,,,,')
  const suppress = (email: string) =>
    ask(
      'mutation ($email: String!) { suppress(input: { email: $email, reason: "asked by phone" }) { __typename ... on SuppressSuccess { suppression { id email reason source } } ... on UserError { message path } } }',
      { email },
    )
  const first = (await suppress('M.A.X.Sup+spam@googlemail.com')) as { suppression: { id: string } }
  expect(await leadOf('max.sup@gmail.com')).toMatchObject({ status: 'UNSUBSCRIBED' })
  expect(await suppress('maxsup@gmail.com')).toMatchObject({ suppression: { id: first.suppression.id } })
  expect(await suppress('nobody')).toMatchObject({ __typename: 'InvalidInputError', path: ['email'] })
  const { rows } = await api.writer.pool.query(
    "select count(*)::int as audited from audit_entry where action = 'suppression.added' and subject_id = (select id::text from suppression where person_key = 'maxsup@gmail.com')",
  )
  expect(rows).toEqual([{ audited: 1 }])
  const operator = await api.keyFor('operate')
  const lift = 'mutation ($id: ID!) { unsuppress(input: { id: $id, reason: "mistake" }) { __typename } }'
  expect((await api.ask(operator, lift, { id: first.suppression.id })).data).toEqual({ unsuppress: { __typename: 'ForbiddenError' } })
  expect((await api.ask(key, lift, { id: first.suppression.id })).data).toEqual({ unsuppress: { __typename: 'UnsuppressSuccess' } })
})

test('a person with several addresses is one: found again, left alone and suppressed under each of them', async () => {
  const several = (...rows: string[]) =>
    load(
      api,
      key,
      utf8(['First Name,Last Name,Company Name,Work Email,Email,Secondary Email,Person Linkedin Url,Unsubscribed', ...rows].join('\n')),
    )
  const told = async (...rows: string[]) => (await several(...rows)).outcomes.nodes.map(({ outcome, code }) => [outcome, code])
  expect(
    await told(
      'Oda,Several,Several,oda@several.example,oda.private@home.example,info@several.example,,',
      // The further address of the first, and a mailbox of a function.
      'Oda,Several,,,oda.private@home.example,,,',
      'Pim,Several,Several,pim@several.example,,info@several.example,,',
    ),
  ).toEqual([
    ['CREATED', null],
    ['DUPLICATE', 'MET_EARLIER'],
    ['CREATED', null],
  ])
  expect(await told('Oda,,,,oda.private@home.example,,,', 'Oda,,Else,oda@else.example,oda.private@home.example,,,')).toEqual([
    ['DUPLICATE', 'EARLIER_IDENTITY'],
    ['DUPLICATE', 'MET_EARLIER'],
  ])
  expect(await told('Oda,,Else,oda@else.example,oda.private@home.example,,,')).toEqual([['DUPLICATE', 'OTHER_ADDRESS']])
  // Known by one address first; the file tells another, once.
  await told('Quin,Several,Several,quin@several.example,,,,')
  const more = 'Quin,Several,Several,quin@several.example,quin.private@home.example,,,'
  expect([await told(more), await told(more)]).toEqual([[['UPDATED', 'NEW_FACTS']], [['DUPLICATE', 'KNOWN']]])

  // Two profiles are two people, whatever they share.
  expect(
    await told(
      'Sue,Shared,Several,desk@home.example,,,linkedin.com/in/sue-shared-desk,',
      'Ray,Shared,Several,ray@several.example,desk@home.example,,linkedin.com/in/ray-shared-desk,',
    ),
  ).toEqual([
    ['CREATED', null],
    ['CREATED', null],
  ])

  // Who asks under one of them is left alone under the other.
  expect(await told('Oda,,,,oda.private@home.example,,,yes')).toEqual([['EXCLUDED', 'OPTED_OUT']])
  expect(await leadOf('oda@several.example')).toMatchObject({ status: 'UNSUBSCRIBED' })
  expect(await told('Tom,New,Several,tom@several.example,tom.private@home.example,,,yes')).toEqual([['EXCLUDED', 'OPTED_OUT']])
  expect(await told('Tom,New,,,tom.private@home.example,,,')).toEqual([['EXCLUDED', 'SUPPRESSED']])
  expect(await told('Tom,New,Else,tom@else.example,tom.private@home.example,,,')).toEqual([['EXCLUDED', 'SUPPRESSED']])
})

test('a no holds under every address and profile of its row, whoever is known by which of them', async () => {
  const head = 'First Name,Last Name,Work Email,Email,Person Linkedin Url,Stage'
  const told = async (...rows: string[]) =>
    (await load(api, key, utf8([head, ...rows].join('\n')))).outcomes.nodes.map(({ outcome, code }) => `${outcome} ${code}`)
  const standing = async (email: string) => (await leadOf(email))?.statusCause
  const later = (...emails: string[]) => told(...emails.map((email) => `,,${email},,,`))

  // Two leads of one person, made before.
  await told('Ivo,Refused,ivo@refused.example,,,', ',,ivo.private@refused.example,,,')
  await told('Ivo,Refused,ivo@refused.example,ivo.private@refused.example,,Not interested')
  expect([await standing('ivo@refused.example'), await standing('ivo.private@refused.example')]).toEqual([
    'not_interested',
    'not_interested',
  ])

  // Known by the further address alone.
  await told('Jan,Refused,jan@refused.example,jan.private@refused.example,,')
  expect(await told('Jan,Refused,jan@new.example,jan.private@refused.example,linkedin.com/in/jan-refused-new,Not interested')).toEqual([
    'DUPLICATE OTHER_ADDRESS',
  ])
  expect(await standing('jan@refused.example')).toBe('not_interested')
  expect(await later('jan@new.example')).toEqual(['DUPLICATE EARLIER_IDENTITY'])
  expect(await told('Jan,Refused,,,linkedin.com/in/jan-refused-new,')).toEqual(['DUPLICATE EARLIER_IDENTITY'])

  // Known by the profile, under another address.
  await told('Kai,Refused,kai@refused.example,,linkedin.com/in/kai-refused,')
  await told('Kai,Refused,kai.other@refused.example,,linkedin.com/in/kai-refused,Not interested')
  // Met in an earlier row.
  await told('Lia,Refused,lia@refused.example,,,', 'Lia,Refused,lia@refused.example,lia.private@refused.example,,Not interested')
  expect(await later('kai.other@refused.example', 'lia.private@refused.example')).toEqual([
    'DUPLICATE EARLIER_IDENTITY',
    'DUPLICATE EARLIER_IDENTITY',
  ])

  // Of somebody who is known by a like name alone nothing is learned.
  await outcomes('Max,Alike,,Alike,alike.example,max@alike.example,,,,,')
  await outcomes('Max,Alike,,Alike,alike.example,m.alike@alike.example,,Not interested,,,')
  expect(await later('m.alike@alike.example')).toEqual(['CREATED null'])
})

test('who does not come in because their address is kept as a further one of somebody else is told so, in the file and after it', async () => {
  const people = 'First Name,Last Name,Work Email,Email\n'
  const [one, other] = ['Uma,Mutual,uma@mutual.example,vik@mutual.example', 'Vik,Otherwise,vik@mutual.example,uma@mutual.example']
  const told = async (...rows: string[]) =>
    (await load(api, key, utf8(people + rows.join('\n')))).outcomes.nodes.map(({ outcome, code, reason }) => [outcome, code, reason])
  const elses = ['DUPLICATE', 'ADDRESS_OF_ANOTHER', expect.stringContaining('a further one of Uma Mutual. If they are two people')]
  expect(await told(one, other)).toEqual([['CREATED', null, null], elses])
  expect(await told(other)).toEqual([elses])
})

test('people who share a further address are told apart by their names', async () => {
  const head = 'First Name,Last Name,Work Email,Email,Stage'
  const told = async (...rows: string[]) =>
    (await load(api, key, utf8([head, ...rows].join('\n')))).outcomes.nodes.map(({ outcome, code }) => `${outcome} ${code}`)
  expect(
    await told(
      'Ana,Team,ana@team.example,anas-crew@team.example,',
      'Ben,Crew,ben@team.example,anas-crew@team.example,',
      'Cleo,Squad,cleo@team.example,anas-crew@team.example,Not interested',
    ),
  ).toEqual(['CREATED null', 'CREATED null', 'CREATED null'])
  expect(await leadOf('ana@team.example')).toMatchObject({ status: 'PENDING' })
  expect(await leadOf('cleo@team.example')).toMatchObject({ statusCause: 'not_interested' })
  // Spelled otherwise, or not named at all, they may be the same.
  expect(await told('Á.,TEAM,a.team@else.example,anas-crew@team.example,', ',,somebody@else.example,anas-crew@team.example,')).toEqual([
    'DUPLICATE OTHER_ADDRESS',
    'DUPLICATE OTHER_ADDRESS',
  ])
})

test('a file that says nothing of an address takes nothing back of what one said', async () => {
  const state = async () =>
    (await api.writer.pool.query(`select email_status as state from lead where email = 'uma@states.example'`)).rows.map(
      ({ state: one }) => one,
    )
  await load(api, key, utf8('Email,Email Status\numa@states.example,Invalid'))
  expect(await state()).toEqual(['INVALID'])
  await load(api, key, utf8('Email,Title\numa@states.example,CEO'))
  expect(await state()).toEqual(['INVALID'])
})
