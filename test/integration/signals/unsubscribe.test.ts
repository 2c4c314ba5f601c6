import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { type SentLead, sentLeads } from './sent-leads.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

async function withToken(): Promise<{ token: string; lead: SentLead }> {
  const { leads } = await sentLeads(api.writer, { count: 1 })
  const [lead] = leads
  if (!lead) throw new Error('no lead')
  const token = randomBytes(24).toString('base64url')
  await api.writer.pool.query(
    'insert into unsubscribe_token (token_hash, draft_id, lead_id, person_key, created_at) values ($1, $2, $3, $4, business_now())',
    [createHash('sha256').update(token).digest(), lead.draftId, lead.id, lead.email],
  )
  return { token, lead }
}

const oneClick = (token: string, init: RequestInit = {}) =>
  fetch(`${api.url}/u/${token}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    ...init,
  })

const state = async (id: string) =>
  (
    await api.writer.pool.query(
      `select l.status, (select count(*)::int from signal g where g.lead_id = l.id and g.kind = 'UNSUBSCRIBED') as signals,
         (select count(*)::int from suppression s where s.lifted_at is null and (s.person_key = l.person_key or s.linkedin_key = l.linkedin_key)) as suppressions,
         (select count(*)::int from recall r where r.send_id in (select id from send where lead_id = l.id)) as recalls from lead l where l.id = $1`,
      [id],
    )
  ).rows[0]

test('GET shows one button, without script, and changes nothing', async () => {
  const { token, lead } = await withToken()
  const answer = await fetch(`${api.url}/u/${token}`)
  const page = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-security-policy')).toBe(
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.match(/<button/g)).toHaveLength(1)
  expect(page).not.toMatch(/<script|<img|href=|style=/)
  expect(page).not.toContain(token)
  expect(await (await fetch(`${api.url}/u/${token}`, { method: 'HEAD' })).text()).toBe('')
  expect(await state(lead.id)).toEqual({ status: 'DISPATCHED', signals: 0, suppressions: 0, recalls: 0 })
})

test('POST acts at once, for the whole person, and asks back what a platform holds; a second one changes nothing', async () => {
  const { token, lead } = await withToken()
  // The answer comes after the effect: no runner is at work here.
  for (const answer of [await oneClick(token), await oneClick(token)]) {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('location')).toBeNull()
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  expect(await state(lead.id)).toEqual({ status: 'UNSUBSCRIBED', signals: 1, suppressions: 2, recalls: 1 })
})

test('any body and any origin will do, and ten clicks at once are one', async () => {
  const { token, lead } = await withToken()
  const form = new FormData()
  form.set('List-Unsubscribe', 'One-Click')
  const answers = await Promise.all([
    fetch(`${api.url}/u/${token}`, { method: 'POST', body: form, redirect: 'manual' }),
    fetch(`${api.url}/u/${token}`, { method: 'POST', redirect: 'manual' }),
    oneClick(token, { headers: { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' } }),
    ...Array.from({ length: 7 }, () => oneClick(token)),
  ])
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect(await state(lead.id)).toMatchObject({ status: 'UNSUBSCRIBED', signals: 1, suppressions: 2 })
})

test('a token of nobody is answered like any other', async () => {
  const { token } = await withToken()
  const known = await (await oneClick(token)).text()
  for (const other of [randomBytes(24).toString('base64url'), 'x', '', '%00', '..%2f', 'a'.repeat(500)]) {
    const answer = await oneClick(other)
    expect([answer.status, await answer.text()]).toEqual([200, known])
  }
  expect((await oneClick(token, { body: 'a'.repeat(20_000) }).catch(() => null))?.status ?? 413).toBe(413)
  expect((await fetch(`${api.url}/u/${token}`, { method: 'PUT' })).status).toBe(405)
})

test('who was let back in and clicks again is out again', async () => {
  const { token, lead } = await withToken()
  await oneClick(token)
  await api.writer.pool.query(`update suppression set lifted_at = business_now(), lifted_by = 'test' where person_key = $1`, [lead.email])
  await new Promise((resolve) => setTimeout(resolve, 5))
  await oneClick(token)
  const { rows } = await api.writer.pool.query(
    'select count(*)::int as standing from suppression where person_key = $1 and lifted_at is null',
    [lead.email],
  )
  expect(rows[0]).toEqual({ standing: 1 })
})
