import { askAgain } from '@swarm/jobs/enrich/ask-again'
import { createLog } from '@swarm/jobs/log'
import { createWaker } from '@swarm/jobs/queue/wake'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { globalId } from '../../harness/make.ts'
import { eventually, type TestRunner } from '../../harness/runner.ts'
import { faultsOf, finishedRun, readRun, startRun } from '../run/runs.ts'
import { type EnrichWorld, leadsWithoutAddress, startEnrichWorld } from './world.ts'

let world: EnrichWorld
let runner: TestRunner
beforeAll(async () => {
  world = await startEnrichWorld()
  runner = await world.runner()
})
afterAll(() => world.stop())

async function begin(leadIds: readonly string[]): Promise<string> {
  const { run, message } = await startRun(world.api, world.key, { leadIds: leadIds.map((id) => globalId('Lead', id)) })
  if (!run) throw new Error(message)
  return run.id
}
const leadOf = async (id: string | undefined) => (await world.rows(`select email, email_status as status from lead where id = $1`, [id]))[0]
const requestsOf = (id: string | undefined) =>
  world.rows('select provider, purpose, state, code, answers from enrichment_request where lead_id = $1 order by id', [id])
/** Until so many leads of a run wait in enrichment, and all others have gone on as far as they can. */
const waiting = (runId: string, count: number) =>
  eventually(async () => {
    const run = await readRun(world.api, world.key, runId)
    const [, enrich, ...later] = run.stages
    return enrich?.waiting === count && later.every((stage) => stage.waiting === 0) ? run : null
  })
const asked = (ids: readonly string[]) =>
  eventually(async () => {
    const [open] = await world.rows(
      `select count(*)::int as count from enrichment_request where lead_id = any($1::uuid[]) and (state <> 'WAITING') and (reference is not null or provider <> 'bettercontact')`,
      [ids],
    )
    return open?.['count'] === ids.length ? open : null
  })

test('leads that wait for an answer hold up nobody and no worker, and go on with it', async () => {
  const found = await leadsWithoutAddress(world, ['found', 'empty', 'catchall', 'dead'])
  const known = await leadsWithoutAddress(world, ['known'], { email: 'known@known.example' })
  const before = await world.peopleThere()
  const runId = await begin([...found, ...known])
  const run = await waiting(runId, 4)
  expect(run).toMatchObject({ status: 'RUNNING' })
  // The one with an address is through.
  expect(run.stages[5]?.left).toBe(1)
  await asked(found)
  expect((await world.peopleThere()) - before).toBe(4)
  await eventually(async () => {
    const [jobs] = await world.rows(
      `select count(*)::int as count from pgboss.job where name = 'advance-run' and state in ('created', 'active')`,
    )
    return jobs?.['count'] === 0 ? jobs : null
  })

  await world.pass(15)
  const ended = await finishedRun(world.api, world.key, runId)
  expect(ended).toMatchObject({ status: 'SUCCEEDED', errors: 0 })
  expect(faultsOf(ended)).toEqual([])
  const [first, missed, doubtful, dead] = await Promise.all(found.map(leadOf))
  expect(first).toEqual({ email: expect.stringMatching(/^ana\..*@found-/), status: 'VERIFIED' })
  expect(missed).toEqual({ email: null, status: null })
  expect(doubtful).toEqual({ email: expect.stringContaining('@catchall-'), status: 'CATCH_ALL' })
  expect(dead).toMatchObject({ email: null })
  expect(
    await world.rows(
      `select outcome, has_email as email, credits::int from enrichment_call where lead_id = any($1::uuid[]) order by outcome`,
      [found],
    ),
  ).toEqual([
    { outcome: 'FOUND', email: true, credits: 1 },
    { outcome: 'FOUND', email: true, credits: 1 },
    { outcome: 'MISSED', email: false, credits: 0 },
    { outcome: 'MISSED', email: false, credits: 0 },
  ])
  expect(
    (await world.rows(`select summary from timeline_entry where lead_id = $1 and kind = 'facts' order by at, id`, [found[0]])).map(
      ({ summary }) => summary,
    ),
  ).toEqual([
    'BetterContact is asked, and answers later.',
    'BetterContact knew: email, emailStatus, title',
    'Nothing new. Everything that is scored is known and fresh.',
  ])
  // What it found nothing of is believed for a week: the next run asks nobody about it.
  const again = await finishedRun(world.api, world.key, await begin([found[1] ?? '']))
  expect(again.status).toBe('SUCCEEDED')
  expect((await world.peopleThere()) - before).toBe(4)
})

test('killed while leads wait, another runner goes on: nobody is asked about twice and nothing is lost', async () => {
  const ids = await leadsWithoutAddress(world, ['found', 'found', 'found'])
  const before = await world.peopleThere()
  const runId = await begin(ids)
  await asked(ids)
  // A power cut in the middle of asking costs half a minute more: until then somebody seems to be at it.
  await eventually(async () => ((await world.rows(`select 1 from hold where name = 'enrichment'`)).length === 0 ? true : null))
  await runner.kill()
  // Told while nobody is there to hear it.
  await world.pass(15)
  runner = await world.runner()
  const run = await finishedRun(world.api, world.key, runId)
  expect([run.status, faultsOf(run)]).toEqual(['SUCCEEDED', []])
  expect((await world.peopleThere()) - before).toBe(3)
  expect((await Promise.all(ids.map(leadOf))).map((lead) => lead?.['status'])).toEqual(['VERIFIED', 'VERIFIED', 'VERIFIED'])
})

test('who never answers is waited for 150 seconds; an answer that comes twice counts once', async () => {
  const [lost] = await leadsWithoutAddress(world, ['lost'])
  const runId = await begin([lost ?? ''])
  await asked([lost ?? ''])
  await world.pass(160)
  await wake('sweepEnrichment')
  expect((await finishedRun(world.api, world.key, runId)).status).toBe('SUCCEEDED')
  expect(await requestsOf(lost)).toMatchObject([{ provider: 'bettercontact', state: 'EXPIRED', code: 'NO_ANSWER' }])

  await world.control('PUT', 'faults', [{ provider: 'bettercontact', duplicateWebhooks: true }])
  const [twice] = await leadsWithoutAddress(world, ['found'])
  const second = await begin([twice ?? ''])
  await asked([twice ?? ''])
  await world.pass(15)
  await finishedRun(world.api, world.key, second)
  // Looked at once more, as by a second runner.
  await world.rows(`update enrichment_request set poll_at = business_now() where lead_id = $1`, [twice])
  await wake('sweepEnrichment')
  await eventually(
    async () =>
      (await world.rows(`select 1 from enrichment_request where lead_id = $1 and poll_at is null`, [twice])).length === 1 ? true : null,
    30_000,
  )
  expect(await requestsOf(twice)).toMatchObject([{ state: 'ANSWERED', answers: 1 }])
  expect(await world.rows(`select outcome from enrichment_call where lead_id = $1`, [twice])).toEqual([{ outcome: 'FOUND' }])
  await world.control('DELETE', 'faults')
})

test('a request whose answer was lost is not repeated: its end is told with our ids in it', async () => {
  await world.control('PUT', 'faults', [{ provider: 'bettercontact', method: 'POST', dropAfterActing: true, times: 1 }])
  const [id] = await leadsWithoutAddress(world, ['found'])
  const before = await world.peopleThere()
  const runId = await begin([id ?? ''])
  await eventually(async () => ((await requestsOf(id))[0]?.['state'] === 'ASKED' ? true : null))
  await world.pass(15)
  expect((await finishedRun(world.api, world.key, runId)).status).toBe('SUCCEEDED')
  expect((await world.peopleThere()) - before).toBe(1)
  expect(await requestsOf(id)).toMatchObject([{ state: 'ANSWERED' }])
})

test('an answer that came while its lead’s stage decided to wait for it lets the lead go all the same', async () => {
  const [id] = await leadsWithoutAddress(world, ['found'])
  const [run] = await world.rows(
    `insert into pipeline_run (key, mode, source, started_by, started_at) values ('run_20261121_000000_abcdef', 'sandbox', 'test', 'test', business_now()) returning id`,
  )
  await world.rows(
    `insert into enrichment_request (provider, purpose, lead_id, state, asked_at, answered_at, created_at) values ('bettercontact', 'PIPELINE', $1, 'EMPTY', business_now(), business_now(), business_now())`,
    [id],
  )
  await world.rows(
    `insert into pipeline_run_lead (run_id, lead_id, stage, code, held_until) values ($1, $2, 'ENRICH', 'AWAITING', clock_timestamp() + interval '1 hour')`,
    [run?.['id'], id],
  )
  await wake('sweepEnrichment')
  await eventually(
    async () =>
      (await world.rows(`select 1 from pipeline_run where id = $1 and status = 'SUCCEEDED'`, [run?.['id']])).length === 1 ? true : null,
    40_000,
  )
})

test('a webhook proves nothing: what a forged one says is read again with our key, and is kept', async () => {
  const [id] = await leadsWithoutAddress(world, ['found'])
  const [request] = await world.rows(
    `insert into enrichment_request (provider, purpose, lead_id, state, asked_at, deadline, created_at)
     values ('bettercontact', 'PIPELINE', $1, 'ASKED', business_now(), business_now() + interval '1 hour', business_now()) returning id`,
    [id],
  )
  const forged = {
    id: 'req_999999',
    status: 'terminated',
    data: [
      {
        contact_email_address: 'evil@evil.example',
        contact_email_address_status: 'deliverable',
        custom_fields: [{ name: 'question_id', value: request?.['id'] }],
      },
    ],
  }
  const answer = await fetch(world.hookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(forged),
  })
  expect(answer.status).toBe(200)
  await eventually(async () => {
    const [delivery] = await world.rows(`select effect from delivery where provider = 'bettercontact' order by id desc limit 1`)
    return delivery?.['effect'] === 'Kept: BetterContact knows no such request.' ? delivery : null
  })
  expect(await leadOf(id)).toMatchObject({ email: null })
  await world.rows(`update enrichment_request set state = 'EXPIRED' where id = $1`, [request?.['id']])
})

test('a finder that can not be asked is passed over at once, and the timeline says why', async () => {
  await world.rows(`insert into provider_breaker (provider, state, recent, opened_at) values ('bettercontact', 'OPEN', '{}', clock_timestamp())
    on conflict (provider) do update set state = 'OPEN', opened_at = clock_timestamp()`)
  // Of a tier that gets email alone: without an address there is no draft.
  const [open] = await leadsWithoutAddress(world, ['found'], { title: 'Office Manager', technologies: [] })
  expect((await finishedRun(world.api, world.key, await begin([open ?? '']))).status).toBe('SUCCEEDED')
  expect(await requestsOf(open)).toEqual([])
  const [entry] = await world.rows(`select summary from timeline_entry where lead_id = $1 and kind = 'facts'`, [open])
  expect(entry?.['summary']).toContain('BetterContact fails lately and is passed over.')
  expect(entry?.['summary']).toContain('Another run asks again once that works')
  // Nobody is asked while it fails; once it answers, those are, and no lead twice.
  expect(await askAgain(world.api.writer)).toBeNull()
  await world.rows(`update provider_breaker set state = 'CLOSED' where provider = 'bettercontact'`)
  const [again, twice] = await Promise.all([askAgain(world.api.writer), askAgain(world.api.writer)])
  const runId = again ?? twice
  expect([again, twice].filter((id) => id !== null)).toHaveLength(1)
  await wake('sweepRuns')
  await eventually(async () => ((await requestsOf(open)).length > 0 ? true : null))
  await world.pass(15)
  expect((await finishedRun(world.api, world.key, globalId('PipelineRun', runId ?? ''))).status).toBe('SUCCEEDED')
  expect(await leadOf(open)).toMatchObject({ status: 'VERIFIED' })
  expect(await askAgain(world.api.writer)).toBeNull()

  await world.set('enrichment', { betterContact: { creditsPerMonth: 0 } })
  const [poor] = await leadsWithoutAddress(world, ['found'])
  expect((await finishedRun(world.api, world.key, await begin([poor ?? '']))).status).toBe('SUCCEEDED')
  expect(await requestsOf(poor)).toMatchObject([{ state: 'REFUSED', code: 'CREDIT_BUDGET' }])
  expect(await world.rows(`select severity from alert where cause like 'credits:bettercontact:%:spent'`)).toEqual([{ severity: 'WARNING' }])
  await world.set('enrichment', {})

  const blockOnce = () =>
    world.control('PUT', 'faults', [
      {
        provider: 'bettercontact',
        method: 'POST',
        status: 403,
        body: '<!DOCTYPE html><title>1010</title>',
        contentType: 'text/html',
        times: 1,
      },
    ])
  await blockOnce()
  const [blocked] = await leadsWithoutAddress(world, ['found'], { title: 'Office Manager', technologies: [] })
  expect((await finishedRun(world.api, world.key, await begin([blocked ?? '']))).status).toBe('SUCCEEDED')
  // The filter in front of it has not looked at our key.
  expect(await requestsOf(blocked)).toMatchObject([{ state: 'REFUSED', code: 'UNAVAILABLE' }])
  expect(
    await world.rows(`select 1 from provider_lookup p join enrichment_request r on p.key = r.id::text where r.lead_id = $1`, [blocked]),
  ).toEqual([])
  // No breaker opened by it. It is asked again once that refusal is over; where it is passed over again, not every hour.
  const over = () =>
    world.rows(`update enrichment_request set answered_at = answered_at - interval '1 hour' where lead_id = $1 and code = 'UNAVAILABLE'`, [
      blocked,
    ])
  expect(await askAgain(world.api.writer)).toBeNull()
  await over()
  // Not out of a run that a person ended, nor who was passed over a week ago, too; an outage of long ago was another one.
  const end = (status: string) =>
    world.rows(`update pipeline_run set status = $2::run_status where id in (select run_id from pipeline_run_lead where lead_id = $1)`, [
      blocked,
      status,
    ])
  await end('CANCELLED')
  expect(await askAgain(world.api.writer)).toBeNull()
  await end('SUCCEEDED')
  const [former] = await world.rows(
    `insert into pipeline_run (id, key, mode, source, status, started_by, started_at)
     select uuid_v7(business_now() - interval '30 days'), 'run_20260101_000000_abcdef', mode::text, 'test', 'SUCCEEDED', 'test', business_now() - interval '180 hours'
     from installation returning id`,
  )
  await world.rows(
    `insert into pipeline_run_lead (run_id, lead_id, stage, outcome, passed_over) values ($1, $2, 'ENRICH', 'LEFT', 'bettercontact')`,
    [former?.['id'], blocked],
  )
  expect(await askAgain(world.api.writer)).toBeNull()
  await world.rows(`update pipeline_run set started_at = business_now() - interval '30 days' where id = $1`, [former?.['id']])
  await blockOnce()
  const second = await askAgain(world.api.writer)
  await wake('sweepRuns')
  expect((await finishedRun(world.api, world.key, globalId('PipelineRun', second ?? ''))).status).toBe('SUCCEEDED')
  const unavailable = { state: 'REFUSED', code: 'UNAVAILABLE' }
  expect(await requestsOf(blocked)).toMatchObject([unavailable, unavailable])
  await over()
  expect(await askAgain(world.api.writer)).toBeNull()
  await world.rows(`update pipeline_run set started_at = started_at - interval '6 hours' where id = $1`, [second])
  const third = await askAgain(world.api.writer)
  await wake('sweepRuns')
  await eventually(async () => ((await requestsOf(blocked)).length > 2 ? true : null))
  await world.pass(15)
  expect((await finishedRun(world.api, world.key, globalId('PipelineRun', third ?? ''))).status).toBe('SUCCEEDED')
})

test('Clay comes after it where the settings say so, and answers both runs and visitors by the same call', async () => {
  await world.set('enrichment', { clay: { pipeline: true } })
  // BetterContact knows nothing of a company without a domain's mail; Clay does, by its own stand-in's rule.
  const [id] = await leadsWithoutAddress(world, ['found'])
  await world.rows(
    `insert into enrichment_request (provider, purpose, lead_id, state, asked_at, answered_at, created_at) values ('bettercontact', 'PIPELINE', $1, 'EMPTY', business_now(), business_now(), business_now())`,
    [id],
  )
  const runId = await begin([id ?? ''])
  await eventually(
    async () => ((await requestsOf(id)).some((one) => one['provider'] === 'clay' && one['state'] === 'ASKED') ? true : null),
    40_000,
  )
  await world.pass(30)
  expect((await finishedRun(world.api, world.key, runId)).status).toBe('SUCCEEDED')
  expect((await requestsOf(id)).at(-1)).toMatchObject({ provider: 'clay', purpose: 'PIPELINE', state: 'ANSWERED' })
  expect(await leadOf(id)).toMatchObject({ email: expect.stringContaining('@found-'), status: 'VERIFIED' })
  await world.set('enrichment', {})
})

/** What the clock of a minute does. */
async function wake(name: 'sweepEnrichment' | 'admitVisitors' | 'sweepRuns'): Promise<void> {
  const waker = await createWaker(world.api.database.urls.api, createLog('test', 'silent'))
  await waker.wake(name, {}, 'test')
  await waker.stop()
}

test('a visitor goes through the pipeline by itself, and the run waits for what Clay says of them', async () => {
  const profile = `https://www.linkedin.com/in/waterfall-visitor`
  const payload = {
    'LinkedIn URL': profile,
    'First Name': 'Mara',
    'Last Name': 'Quill',
    Title: 'Founder',
    'Company Name': 'Northfold Staffing',
    Website: 'https://found-visitor.example',
    Industry: 'Staffing and Recruiting',
    'Employee Count': '51-200',
    City: 'Denver',
    State: 'Colorado',
    'Captured URL': 'https://swarm.example/pricing',
    'Seen At': new Date().toISOString(),
  }
  await world.set('enrichment', { betterContact: { creditsPerMonth: 0 } })
  const { errors } = await world.api.ask(
    world.key,
    'mutation ($input: RecordProviderEventInput!) { recordProviderEvent(input: $input) { __typename } }',
    { input: { provider: 'rb2b', payload } },
  )
  expect(errors).toBeUndefined()
  await wake('admitVisitors')
  const lead = await eventually(async () => (await world.rows(`select id from lead where linkedin_url = $1`, [profile]))[0] ?? null)
  const id = String(lead['id'])
  await eventually(
    async () => ((await requestsOf(id)).some((one) => one['provider'] === 'clay' && one['state'] === 'ASKED') ? true : null),
    40_000,
  )
  const held = () => world.rows(`select stage::text, outcome::text from pipeline_run_lead where lead_id = $1`, [id])
  await eventually(async () => ((await held())[0]?.['stage'] === 'ENRICH' ? true : null))
  await world.pass(30)
  await eventually(async () => ((await held())[0]?.['outcome'] !== 'WAITING' ? true : null))
  expect(await leadOf(id)).toEqual({ email: 'mara@found-visitor.example', status: 'VERIFIED' })
  expect(await world.rows(`select status::text from draft where lead_id = $1`, [id])).toEqual([{ status: 'PENDING' }])
  expect(
    await world.rows(`select started_by from pipeline_run r join pipeline_run_lead l on l.run_id = r.id where l.lead_id = $1`, [id]),
  ).toEqual([{ started_by: 'QUEEN' }])
  // Another visit starts nothing anew.
  await wake('admitVisitors')
  expect(await held()).toHaveLength(1)
  await world.set('enrichment', {})
})
