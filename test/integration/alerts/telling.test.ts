import { startTelling } from '@swarm/jobs/alerts/start-telling'
import { tellAlerts } from '@swarm/jobs/alerts/tell-alerts'
import { watchAlerts } from '@swarm/jobs/alerts/watch-alerts'
import { watchFailedJobs } from '@swarm/jobs/alerts/watch-failed-jobs'
import { loadModules } from '@swarm/jobs/board/load-modules'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeSettings } from '../../harness/make-dispatch.ts'
import { type AlertWorld, startAlertWorld } from './world.ts'

let world: AlertWorld
beforeAll(async () => {
  world = await startAlertWorld()
})
beforeEach(() => world.fresh())
afterAll(() => world.stop())

const setStop = (isDrill = false) => world.writer.pool.query(`select set_emergency_stop('ALL', 'Bounce spike', $1, 'Dana')`, [isDrill])
const liftStop = () => world.writer.pool.query(`select lift_emergency_stop('ALL', 'Looked at', 'Dana')`)
const states = async (cause?: string) => (await world.notices(cause)).map(({ level, channel, state }) => `${level} ${channel} ${state}`)

test('an alert goes to Slack once, however often it is raised and looked at', async () => {
  await world.raise('proof:overdue')
  await world.raise('proof:overdue', 'WARNING', 'Still <!channel> & more.')
  await world.tell()
  await world.tell()
  await world.raise('proof:overdue')
  await world.tell()
  expect(await states()).toEqual(['1 SLACK SENT'])
  const [post, ...more] = await world.slack()
  expect(more).toEqual([])
  expect(post?.sections).toEqual([
    '*WARNING*: Still &lt;!channel&gt; &amp; more. (2 times)\n<https://swarm.example/sends?tab=unproven|Unproven sends> · <https://swarm.example/alerts|All alerts>',
  ])
})

test('a batch that waits for approval is told with a link to it', async () => {
  const id = '0190a0a0-0000-7000-8000-000000000001'
  await world.raise(`batch:${id}`, 'INFO', 'A batch of 3 sends (outbound) waits for approval.')
  await world.tell()
  expect((await world.slack())[0]?.sections[0]).toContain(
    `<https://swarm.example/dispatch/${Buffer.from(`Batch:${id}`).toString('base64url')}|Batch>`,
  )
})

test('what nobody acknowledges rises after 15 minutes to a text message and after 30 more to mail', async () => {
  await world.raise('campaign:unknown', 'CRITICAL')
  await world.tell()
  await world.later(14)
  await world.escalate()
  expect(await world.level('campaign:unknown')).toBe(1)
  await world.later(1)
  await world.escalate()
  await world.escalate()
  await world.tell()
  expect(await states()).toEqual(['1 SLACK SENT', '2 SLACK SENT', '2 SMS SENT'])
  await world.later(29)
  await world.escalate()
  expect(await world.level('campaign:unknown')).toBe(2)
  await world.later(1)
  await world.escalate()
  await world.tell()
  await world.later(600)
  await world.escalate()
  await world.tell()
  expect((await states()).filter((one) => one.startsWith('3'))).toEqual(['3 SLACK SENT', '3 SMS SENT', '3 EMAIL SENT'])
  const [sms] = await world.taken('twilio')
  expect(new URLSearchParams(sms?.body).get('Body')).toContain('CRITICAL: About campaign:unknown.')
  expect(JSON.parse((await world.taken('resend'))[0]?.body ?? '')).toMatchObject({
    to: ['operators@chiefai.example'],
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
})

test('who acknowledges stops it from rising; one that got worse is told anew and rises', async () => {
  const cause = 'statement:INSTANTLY:2026-11-23'
  await world.raise(cause)
  await world.tell()
  await world.writer.pool.query(`select acknowledge_alert(id, 'Dana') from alert`)
  await world.later(60)
  await world.escalate()
  expect(await world.level(cause)).toBe(1)
  await world.raise(cause, 'CRITICAL', 'A mail went out twice.')
  await world.raise(cause, 'WARNING', 'A mail went out twice.')
  await world.tell()
  expect((await world.slack()).map(({ text }) => text)).toEqual([`WARNING: About ${cause}.`, 'CRITICAL: A mail went out twice. (2 times)'])
  await world.later(16)
  await world.escalate()
  expect(await world.level(cause)).toBe(2)
  const { rows } = await world.writer.pool.query('select severity, resolved_by, resolve_note from alert order by first_at')
  expect(rows).toEqual([
    { severity: 'WARNING', resolved_by: 'clock', resolve_note: 'It got worse.' },
    { severity: 'CRITICAL', resolved_by: null, resolve_note: null },
  ])
})

test('one that had risen to the last level before it got worse is told by every way once more', async () => {
  await world.raise('campaign:unknown')
  for (let level = 1; level < 3; level++) {
    await world.later(31)
    await world.escalate()
  }
  await world.tell()
  await world.raise('campaign:unknown', 'CRITICAL')
  await world.tell()
  expect((await states('campaign:unknown')).filter((one) => one.startsWith('3'))).toEqual([
    '3 SLACK SENT',
    '3 SLACK SENT',
    '3 SMS SENT',
    '3 SMS SENT',
    '3 EMAIL SENT',
    '3 EMAIL SENT',
  ])
})

test('what comes again after days of quiet is told again, though nobody had resolved it', async () => {
  await world.raise('recall:open', 'CRITICAL')
  await world.tell()
  await world.writer.pool.query(`select acknowledge_alert(id, 'Dana') from alert`)
  await world.later(30 * 60)
  await world.raise('recall:open', 'CRITICAL')
  await world.tell()
  expect(await world.slack()).toHaveLength(1)
  await world.later(37 * 60)
  await world.raise('recall:open', 'CRITICAL', 'Another recall is open.')
  await world.tell()
  expect((await world.slack()).map(({ text }) => text)).toEqual(['CRITICAL: About recall:open.', 'CRITICAL: Another recall is open.'])
})

test('what comes and goes every minute floods nobody, and rises until somebody is on it', async () => {
  const goes = () =>
    world.writer.pool.query(`update alert set resolved_at = business_now(), resolved_by = 'system' where resolved_at is null`)
  for (let minute = 0; minute < 20; minute++) {
    await world.raise('breaker:apollo', 'CRITICAL', 'Calls to apollo are held.')
    // Now and then it is over before anybody could be told.
    if (minute % 3 > 0) await world.tell()
    await world.escalate()
    await world.tell()
    await goes()
    await world.later(1)
  }
  expect((await world.slack()).map(({ text }) => text)).toEqual([
    'CRITICAL: Calls to apollo are held.',
    'CRITICAL: Calls to apollo are held.',
    expect.stringMatching(/^CRITICAL: Calls to apollo are held. \(\d+ times\)$/),
  ])
  expect(await world.taken('twilio')).toHaveLength(1)
  // Quiet for a while, it is another one.
  await world.later(61)
  await world.raise('breaker:apollo', 'CRITICAL', 'Calls to apollo are held.')
  await world.tell()
  expect((await world.slack()).at(-1)?.text).toBe('CRITICAL: Calls to apollo are held.')
  expect(await world.slack()).toHaveLength(4)
})

/** Twice within an hour it came and went by itself; whoever is `on` it acknowledged the second time. */
const comeAndGo = async (cause: string, on: 'Dana' | 'nobody') => {
  for (const time of ['first', 'second']) {
    await world.raise(cause, 'WARNING', `The ${time} time.`)
    await world.tell()
    if (time === 'second' && on === 'Dana')
      await world.writer.pool.query(`select acknowledge_alert(id, 'Dana') from alert where resolved_at is null`)
    await world.writer.pool.query(`update alert set resolved_at = business_now(), resolved_by = 'system' where resolved_at is null`)
    await world.later(2)
  }
}

test('what somebody was on, and comes again once it was over, is told anew and rises', async () => {
  await comeAndGo('gate.idle', 'Dana')
  await world.raise('gate.idle', 'WARNING', 'The third time.')
  await world.tell()
  await world.later(16)
  await world.escalate()
  expect((await world.slack()).at(-1)?.text).toBe('WARNING: The third time.')
  expect(await world.level('gate.idle')).toBe(2)
})

test('what comes again just as it gets worse is counted with what is worse', async () => {
  await comeAndGo('gate.idle', 'nobody')
  const worse = await world.writer.pool.connect()
  await worse.query('begin')
  await worse.query(`select raise_alert('gate.idle', 'CRITICAL', 'It is worse.')`)
  const again = world.raise('gate.idle', 'WARNING', 'The third time.').catch((error: unknown) => error)
  await expect
    .poll(() => world.writer.pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`), {
      timeout: 30_000,
    })
    .toMatchObject({ rowCount: 1 })
  await worse.query('commit')
  worse.release()
  expect(await again).toBeUndefined()
  const { rows } = await world.writer.pool.query('select severity, count from alert where resolved_at is null')
  expect(rows).toEqual([{ severity: 'CRITICAL', count: 2 }])
})

test('what is critical is told before thousands that are not', async () => {
  await world.writer.pool.query(`select raise_alert('campaign:' || n, 'WARNING', 'About it.') from generate_series(1, 500) n`)
  await world.later(1)
  await world.raise('audit-head', 'CRITICAL')
  await world.tell()
  expect((await world.slack()).map(({ text }) => text)).toEqual(['200 alerts, the worst CRITICAL: About audit-head.'])
})

test('a watch that fails keeps nobody from hearing, and the job says so', async () => {
  await world.raise('campaign:unknown', 'CRITICAL')
  await world.later(16)
  await world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('review', 1000, '{"workingHours": "never"}', 'test')`,
  )
  await expect(watchAlerts(world.hands)).rejects.toThrow()
  await world.writer.pool.query(`delete from setting_version where section = 'review' and version = 1000`)
  expect(await states()).toEqual(['2 SLACK SENT', '2 SMS SENT'])
})

test('alert settings that can not be read silence nobody: Slack goes on, and the other ways say why they do not', async () => {
  await world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('alerts', 1000, '{"hours": "always"}', 'test')`,
  )
  await world.raise('campaign:unknown', 'CRITICAL')
  await world.later(1)
  await world.tell()
  await world.later(16)
  await watchAlerts(world.hands)
  await world.later(1)
  await watchAlerts(world.hands)
  await world.writer.pool.query(`delete from setting_version where section = 'alerts' and version = 1000`)
  expect(await states()).toEqual(['1 SLACK SENT', '2 SLACK PLANNED', '2 SMS SKIPPED'])
  expect((await world.notices()).at(-1)?.problem).toContain('save them anew')
})

test('that the alert settings can not be read is logged once, and again when it comes back', async () => {
  const lines: string[] = []
  const hands = { ...world.hands, log: createLog('test', 'error', { write: (line) => lines.push(line) }) }
  const spoil = () =>
    world.writer.pool.query(
      `insert into setting_version (section, version, document, created_by) values ('alerts', 1000, '{"hours": "always"}', 'test')`,
    )
  const mend = () => world.writer.pool.query(`delete from setting_version where section = 'alerts' and version = 1000`)
  await tellAlerts(hands)
  await spoil()
  for (let look = 0; look < 3; look++) await tellAlerts(hands)
  await mend()
  await tellAlerts(hands)
  expect(lines.filter((line) => line.includes('can not be read'))).toHaveLength(1)
  await spoil()
  await tellAlerts(hands)
  await mend()
  expect(lines.filter((line) => line.includes('can not be read'))).toHaveLength(2)
})

test('who can not read the alert settings takes no text message and no mail away from a process that can', async () => {
  await world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('alerts', 1000, '{"hours": "always"}', 'test')`,
  )
  await setStop()
  await world.tell()
  await world.writer.pool.query(`delete from setting_version where section = 'alerts' and version = 1000`)
  await world.tell()
  await liftStop()
  expect(await states('emergency-stop:ALL')).toEqual(['3 SLACK SENT', '3 SMS SENT', '3 EMAIL SENT'])
})

test('an organisation that can not be read keeps no alert from rising', async () => {
  await world.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('organisation', 1000, '{"timeZone": "Nowhere"}', 'test')`,
  )
  await world.raise('proof:overdue')
  await world.later(16)
  // The watch of the queue needs their zone, and says so.
  await expect(watchAlerts(world.hands)).rejects.toThrow()
  await world.writer.pool.query(`delete from setting_version where section = 'organisation' and version = 1000`)
  expect(await states()).toEqual(['2 SLACK SENT', '2 SMS SENT'])
})

test('jobs that failed for good are told of until a sweep goes well again and a person has dealt with the others', async () => {
  const job = (name: string, columns: string, values: string) =>
    world.writer.pool.query(`insert into pgboss.job (name, data, ${columns}) values ('${name}', '{}', ${values})`)
  const looks = async () => {
    await watchFailedJobs(world.hands.writer)
    const { rows } = await world.writer.pool.query('select message, count, resolved_by from alert order by cause')
    return rows
  }
  await job('dead-letters', 'source_name', `'check-invariants'`)
  await job('dead-letters', 'source_name', `'import-file'`)
  await looks()
  const check = { message: 'Jobs of check-invariants failed for good: 1. Health says why.', count: 1, resolved_by: null }
  const file = { message: 'Jobs of import-file failed for good: 1. Health says why.', count: 1, resolved_by: null }
  expect(await looks()).toEqual([check, file])
  await job('check-invariants', 'state, completed_on', `'completed', clock_timestamp()`)
  await job('import-file', 'state, completed_on', `'completed', clock_timestamp()`)
  expect(await looks()).toEqual([{ ...check, resolved_by: 'clock' }, file])
  await world.writer.pool.query(`delete from pgboss.job where name in ('dead-letters', 'check-invariants', 'import-file')`)
  expect(await looks()).toMatchObject([{ resolved_by: 'clock' }, { resolved_by: 'clock' }])
})

test('who is on the failed jobs of one queue is told of the next queue all the same', async () => {
  const fails = async (queue: string) => {
    await world.writer.pool.query(`insert into pgboss.job (name, data, source_name) values ('dead-letters', '{}', $1)`, [queue])
    await watchFailedJobs(world.hands.writer)
    await world.tell()
  }
  await fails('import-file')
  await world.writer.pool.query(`select acknowledge_alert(id, 'Dana') from alert`)
  await world.later(24 * 60)
  await fails('check-invariants')
  await world.writer.pool.query(`delete from pgboss.job where name = 'dead-letters'`)
  expect((await world.slack()).map(({ text }) => text)).toEqual([
    'WARNING: Jobs of import-file failed for good: 1. Health says why.',
    'WARNING: Jobs of check-invariants failed for good: 1. Health says why.',
  ])
})

test('news does not rise and ends by itself; at night only what is critical rises', async () => {
  await world.raise('breaker-recovered:apollo', 'INFO')
  await world.later(12 * 60)
  await world.raise('proof:overdue', 'WARNING')
  await world.raise('campaign:unknown', 'CRITICAL')
  await world.later(20)
  await world.escalate()
  expect([
    await world.level('proof:overdue'),
    await world.level('campaign:unknown'),
    await world.level('breaker-recovered:apollo'),
  ]).toEqual([1, 2, 1])
  await world.later(12 * 60)
  await world.escalate()
  expect(await world.level('proof:overdue')).toBe(2)
  const { rows } = await world.writer.pool.query(`select resolved_by from alert where severity = 'INFO'`)
  expect(rows).toEqual([{ resolved_by: 'clock' }])
})

test('the emergency stop reaches people by every way at once; a drill is news', async () => {
  await setStop()
  await world.tell()
  expect(await states('emergency-stop:ALL')).toEqual(['3 SLACK SENT', '3 SMS SENT', '3 EMAIL SENT'])
  await liftStop()
  await world.fresh()
  await setStop(true)
  await world.tell()
  expect(await states('emergency-stop:ALL')).toEqual(['1 SLACK SENT'])
  await liftStop()
})

test('a flood is one message to each', async () => {
  for (let nth = 0; nth < 40; nth++) await world.raise(`campaign:${nth}`, nth === 20 ? 'CRITICAL' : 'WARNING')
  await world.tell()
  const sent = await world.slack()
  expect(sent.map(({ text }) => text)).toEqual(['40 alerts, the worst CRITICAL: About campaign:20.'])
  expect(sent[0]?.sections).toHaveLength(11)
  await world.raise('proof:overdue')
  // The next one waits until the last message is a while ago.
  await tellAlerts(world.hands)
  expect(await world.slack()).toHaveLength(1)
  await world.tell()
  expect(await world.slack()).toHaveLength(2)
})

test('what is over before it could be told is not told', async () => {
  await world.fault({ provider: 'slack', status: 429, headers: { 'retry-after': '1' } })
  await world.raise('breaker:apollo', 'CRITICAL')
  await world.tell()
  await world.writer.pool.query(`update alert set resolved_at = business_now(), resolved_by = 'system'`)
  await world.fault(null)
  await world.tell()
  expect(await world.notices()).toMatchObject([{ state: 'SKIPPED', code: 'RESOLVED' }])
  expect(await world.slack()).toEqual([])
})

test.each([
  ['too fast', { status: 429, headers: { 'retry-after': '2' } }],
  ['a fault of Slack’s own', { status: 500, body: 'rollup_error', contentType: 'text/plain' }],
  ['a key that is no longer one', { status: 403, body: 'invalid_token', contentType: 'text/plain' }],
])('%s: Slack is asked again until it confirms, and gets it once', async (_, fault) => {
  await world.fault({ provider: 'slack', times: 2, ...fault })
  await world.raise('proof:overdue')
  for (let round = 0; round < 4; round++) await world.tell()
  expect(await world.notices()).toMatchObject([{ state: 'SENT', attempts: 3 }])
  expect(await world.slack()).toHaveLength(1)
})

test.each([
  ['drops the line after it acted', { dropAfterActing: true }, 1],
  ['fails in the middle', { status: 503 }, 0],
  ['answers what is no ok', { status: 200, body: '<html>', act: true }, 1],
])('Slack %s: nobody knows, so it is not posted again at this level', async (_, fault, posted) => {
  await world.fault({ provider: 'slack', times: 1, ...fault })
  await world.raise('campaign:unknown', 'CRITICAL')
  for (let round = 0; round < 3; round++) await world.tell()
  expect(await world.notices()).toMatchObject([{ state: 'UNKNOWN', attempts: 1 }])
  expect(await world.slack()).toHaveLength(posted)
  await world.later(15)
  await world.escalate()
  await world.tell()
  expect(await states()).toEqual(['1 SLACK UNKNOWN', '2 SLACK SENT', '2 SMS SENT'])
})

test('a webhook that is gone is given up visibly, and told by the next way', async () => {
  await world.fault({ provider: 'slack', status: 404, body: 'no_service', contentType: 'text/plain' })
  await world.raise('proof:overdue')
  await world.tell()
  await world.tell()
  expect(await world.notices('proof:overdue')).toMatchObject([{ state: 'GIVEN_UP', code: 'REFUSED' }])
  expect(await states('alert-channel:SLACK')).toEqual(['2 SLACK GIVEN_UP', '2 SMS SENT'])
})

test('a text message is followed until it has arrived, and one that fails on the way shows why', async () => {
  await changeSettings(world.writer, 'alerts', ['smsTo'], ['+15005550006', '+15005550030'])
  await world.raise('alert-channel:test', 'WARNING')
  await world.tell()
  expect((await world.notices()).filter(({ channel }) => channel === 'SMS').map(({ state }) => state)).toEqual(['SENT', 'SENT'])
  await world.arrive()
  await world.tell()
  expect((await world.notices('alert-channel:test')).filter(({ channel }) => channel === 'SMS')).toMatchObject([
    { state: 'DELIVERED' },
    { state: 'GIVEN_UP', code: 'NOT_REGISTERED' },
  ])
  await changeSettings(world.writer, 'alerts', ['smsTo'], ['+15005550006'])
})

test.each([
  ['took it', { dropAfterActing: true }, 1],
  ['did not take it', { resetBeforeActing: true }, 1],
])('Twilio drops the line and %s: its own list says which, and the person gets one', async (_, fault, taken) => {
  await world.fault({ provider: 'twilio', method: 'POST', times: 1, ...fault })
  await world.raise('alert-channel:test', 'WARNING')
  await world.tell()
  expect((await world.notices()).find(({ channel }) => channel === 'SMS')).toMatchObject({ state: 'UNKNOWN' })
  for (let round = 0; round < 3; round++) await world.tell()
  expect((await world.notices()).find(({ channel }) => channel === 'SMS')?.state).toMatch(/SENT|DELIVERED/)
  expect(await world.taken('twilio')).toHaveLength(taken)
})

test('who answered STOP is not written to again', async () => {
  await changeSettings(world.writer, 'alerts', ['smsTo'], ['+15005550004'])
  await world.raise('alert-channel:a', 'WARNING')
  await world.tell()
  await world.raise('alert-channel:b', 'WARNING')
  await world.tell()
  const sms = async (cause: string) => (await world.notices(cause)).filter(({ channel }) => channel === 'SMS')
  expect(await sms('alert-channel:a')).toMatchObject([{ state: 'GIVEN_UP', code: 'STOPPED', attempts: 1 }])
  expect(await sms('alert-channel:b')).toMatchObject([{ state: 'SKIPPED', code: 'STOPPED', attempts: 0 }])
  await changeSettings(world.writer, 'alerts', ['smsTo'], ['+15005550006'])
})

test('Resend drops the line: the same message with its key again is still one mail', async () => {
  await world.fault({ provider: 'resend', times: 1, dropAfterActing: true })
  await setStop()
  await world.tell()
  await world.tell()
  await liftStop()
  expect((await world.notices()).find(({ channel }) => channel === 'EMAIL')).toMatchObject({ state: 'SENT', attempts: 1 })
  expect(await world.taken('resend')).toHaveLength(1)
})

test.each([
  ['takes it', {}, { state: 'SENT', attempts: 1 }],
  ['greylists once', { method: 'RCPT', status: 451, times: 1 }, { state: 'SENT', attempts: 2 }],
  ['does not know the mailbox', { method: 'RCPT', status: 550 }, { state: 'GIVEN_UP', attempts: 1 }],
  ['drops the line after the message', { method: 'DATA', dropAfterActing: true }, { state: 'UNKNOWN', attempts: 1 }],
])('a mail host that %s', async (_, fault, is) => {
  await world.fault({ provider: 'smtp', method: 'NONE', ...fault })
  await setStop()
  for (let round = 0; round < 3; round++) await world.tell(world.byMailHost)
  await liftStop()
  expect((await world.notices('emergency-stop:ALL')).find(({ channel }) => channel === 'EMAIL')).toMatchObject(is)
})

test('two that tell at once tell once', async () => {
  for (let nth = 0; nth < 5; nth++) await world.raise(`campaign:${nth}`)
  await Promise.all([tellAlerts(world.hands), tellAlerts(world.hands), tellAlerts(world.hands)])
  const told = async () => {
    await world.tell()
    return (await world.slack()).flatMap(({ sections }) => sections)
  }
  // Each takes what the others have not; what was a moment later comes after the gap.
  await expect.poll(told).toHaveLength(5)
  expect(new Set(await told()).size).toBe(5)
})

test('a way that hangs keeps nobody from hearing of the next alert by another', async () => {
  const { twilio } = world.hands
  if (twilio === null) throw new Error('no Twilio')
  let letGo = (): void => {}
  const hang = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const hanging = {
    ...twilio,
    send: async (...given: Parameters<typeof twilio.send>) => {
      await hang
      return twilio.send(...given)
    },
  }
  const telling = startTelling({ ...world.hands, twilio: hanging })
  await world.raise('alert-channel:test')
  await expect.poll(() => states()).toContain('2 SMS IN_FLIGHT')
  await setStop()
  await expect.poll(() => states('emergency-stop:ALL')).toEqual(['3 SLACK SENT', '3 SMS PLANNED', '3 EMAIL SENT'])
  letGo()
  await telling.stop()
  await liftStop()
})

test('a process that died in between leaves a message that nobody sends again', async () => {
  await world.raise('proof:overdue')
  await world.hands.writer.pool.query(`select plan_notices('[{"level": 1, "channel": "SLACK", "recipient": "webhook", "problem": null}]')`)
  await world.hands.writer.pool.query(`select take_notices('SLACK', 'webhook', uuid_v7(), interval '-1 second', 10)`)
  await world.tell()
  expect(await world.notices()).toMatchObject([{ state: 'UNKNOWN', code: 'LEASE_ENDED' }])
  expect(await world.slack()).toEqual([])
})

test('a way without its key is shown as not configured', async () => {
  await world.raise('campaign:unknown', 'CRITICAL')
  await tellAlerts({ ...world.hands, slack: null })
  expect(await world.notices()).toMatchObject([
    { channel: 'SLACK', state: 'SKIPPED', code: 'NOT_CONFIGURED', problem: 'Slack has no key (SLACK_API_KEY).' },
  ])
  expect((await loadModules(world.writer.sql)).find(({ name }) => name === 'alerts')?.checks).toContainEqual(
    expect.objectContaining({ code: 'ALERT_UNTOLD', value: 1 }),
  )
  const { rows } = await world.writer.pool.query(`select channel, is_ready from alert_channel order by channel`)
  expect(rows).toEqual([
    { channel: 'SLACK', is_ready: false },
    { channel: 'SMS', is_ready: true },
    { channel: 'EMAIL', is_ready: true },
  ])
})

test('no secret and no number of ours stands in what is stored or shown', async () => {
  await changeSettings(world.writer, 'alerts', ['smsTo'], ['+15005550001'])
  await world.fault({ provider: 'slack', status: 403, body: 'invalid_token sandbox-slack-key', contentType: 'text/plain' })
  await world.raise('alert-channel:test', 'WARNING')
  await world.tell()
  const shown = JSON.stringify((await world.notices()).map(({ problem, code }) => [problem, code]))
  expect(shown).not.toMatch(/sandbox-(slack|twilio)-key|5550001/)
  expect(shown).toContain('no number')
  await changeSettings(world.writer, 'alerts', ['smsTo'], ['+15005550006'])
})
