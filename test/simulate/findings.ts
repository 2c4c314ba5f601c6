import { z } from 'zod'
import type { Product } from './product.ts'
import { findBrokenPromises, findMailsAtWrongTimes, type Mail } from './promises.ts'

const requests = z.object({
  items: z.array(
    z.object({ seq: z.number(), method: z.string(), path: z.string(), acted: z.boolean(), headers: z.record(z.string(), z.string()) }),
  ),
})
const page = z.object({
  items: z.array(z.object({ id: z.string(), lead: z.string(), campaign_id: z.string(), timestamp_email: z.string() })),
})

/** Requests that make a platform write to somebody. */
const delivering = [
  { provider: 'instantly', path: '/activate$' },
  { provider: 'ghl', path: '^/conversations/messages$' },
  { provider: 'heyreach', path: '(AddLeadsToCampaignV2|SendMessage)$' },
]

/** Looks at what must hold, as often as it is asked; it remembers what it has heard from the sandbox, and asks only for what came since. */
export type Witness = { findBroken(): Promise<string[]> }

/**
 * Says what does not hold, in words; nothing while everything does. The product's own checks over all of its rows, and the witness: what the
 * sandbox's providers say they were asked and did.
 */
export function createWitness(product: Product): Witness {
  const asked = new Map<number, string>()
  const mails = new Map<string, Mail>()
  return {
    async findBroken() {
      const { rows } = await product.database.pool.query<{ invariant: string; subject: string; fault: string }>(
        `select invariant, subject_type || ' ' || subject_id as subject, fault from broken_invariants('-infinity')`,
      )
      const stop = await product.database.pool.query<{ reason: string }>(
        `select reason from emergency_stop where scope = 'ALL' and lifted_at is null`,
      )
      await hearRequests(product, asked)
      await hearMails(product, mails)
      return [
        ...rows.map(({ invariant, subject, fault }) => `${invariant}: ${subject}: ${fault}`),
        ...stop.rows.map(({ reason }) => `I25: sending was stopped: ${reason}`),
        ...(await findStuck(product)),
        ...(await findAskedTwice(product, [...asked.values()])),
        ...(await findWrittenTwice(product, [...mails.values()])),
        ...(await findBrokenPromises(product)),
        ...(await findMailsAtWrongTimes(product, [...mails.values()])),
      ]
    },
  }
}

/** The delivering requests since the last time that changed something at a platform: their attempts, by the numbers in the sandbox's log. */
async function hearRequests({ sandbox }: Product, asked: Map<number, string>): Promise<void> {
  // A number is given when a request arrives, and it stands in the log when it was answered: some of before may be new.
  const since = Math.max(0, ...asked.keys()) - 1_000
  for (const { provider, path } of delivering) {
    const { items } = requests.parse(await sandbox('GET', `requests?provider=${provider}&path=${encodeURIComponent(path)}&since=${since}`))
    for (const { seq, headers, acted, method } of items)
      if (acted && method === 'POST') asked.set(seq, headers['x-attempt-key'] ?? `none at ${provider}`)
  }
}

/** The mails that Instantly sent since the last time, oldest first, by its ids. */
async function hearMails({ wire }: Product, mails: Map<string, Mail>): Promise<void> {
  let after = [...mails.keys()].at(-1)
  for (;;) {
    const { items } = page.parse(
      await wire(
        `instantly/api/v2/emails?email_type=sent&limit=100&sort_order=asc${after === undefined ? '' : `&starting_after=${after}`}`,
      ),
    )
    for (const { id, lead, campaign_id: campaign, timestamp_email: at } of items) mails.set(id, { lead, campaign, at })
    if (items.length < 100) return
    after = items.at(-1)?.id
  }
}

/** L2: a planned send of an approved batch ends in a final state; L1: what was delivered to us is applied, or an answer of the mailbox that test mails go to, which waits in the tray; and nothing that may go waits while there is room (the product's own warning says so). */
async function findStuck({ database }: Product): Promise<string[]> {
  const { rows } = await database.pool.query<{ fault: string }>(`
    select format('L2: send %s is still %s, %s after its window.', s.id, s.status, business_now() - s.window_to) as fault from send s join batch b on b.id = s.batch_id
      where s.status in ('PLANNED', 'IN_FLIGHT') and b.status in ('APPROVED', 'EXECUTING') and s.window_to < business_now() - interval '30 minutes'
    union all
    select format('L1: delivery %s of %s was not applied: %s', d.id, d.provider, d.error) from delivery d where d.applied_at is null and d.error is not null
        and not exists (select from reply r where r.delivery_id = d.id and r.lead_id is null
          and exists (select from send s join batch b on b.id = s.batch_id where b.is_test and s.address = lower(r.from_address)))
    union all
    select format('Enrollment: lead %s got its first email and is in no cadence.', s.lead_id) from send s join batch b on b.id = s.batch_id
      where s.motion = 'OUTBOUND' and s.step = 1 and s.status in ('ACCEPTED', 'PROVEN') and not b.is_test
        and not exists (select from enrollment e where e.person = s.person and e.round = s.round)
    union all
    select format('Idle: %s', a.message) from alert a where a.cause = 'gate.idle' and a.resolved_at is null
    union all
    select format('I14: %s emails went out on %s of the ramp.', count(*), s.ceiling_day) from send s
      where s.channel = 'EMAIL' and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and not exists (select from ramp_graduation g where organisation_day(g.at) <= s.ceiling_day)
      group by s.ceiling_day having count(*) > 5
    union all
    select format('I15: send %s left at %s, outside of its window %s to %s.', s.id, s.accepted_at, s.window_from, s.window_to) from send s join batch b on b.id = s.batch_id
      where not b.is_test and s.platform in ('GHL', 'RESEND', 'SMTP') and b.open_window_reason is null and not s.accepted_at between s.window_from and s.window_to + interval '1 minute'`)
  return rows.map(({ fault }) => fault)
}

/** I1, as the platforms saw it: no attempt reached one twice, and none came that we know nothing of. */
async function findAskedTwice({ database }: Product, attempts: readonly string[]): Promise<string[]> {
  const seen = new Map<string, number>()
  for (const key of attempts) seen.set(key, (seen.get(key) ?? 0) + 1)
  const { rows } = await database.pool.query<{ key: string }>('select distinct key::text from send_attempt')
  const known = new Set(rows.map(({ key }) => key))
  return [...seen].flatMap(([key, times]) => [
    ...(times > 1 ? [`I1: the attempt ${key} reached its platform ${times} times.`] : []),
    ...(known.has(key) ? [] : [`I1: a platform was asked with the attempt ${key}, of which we know nothing.`]),
  ])
}

/** I1, as the recipients see it: every mail that Instantly sent is one send of ours, and nobody got one step twice. */
async function findWrittenTwice({ database }: Product, mails: readonly Mail[]): Promise<string[]> {
  const { rows } = await database.pool.query<{ place: string; touch: string; status: string }>(`
    select c.provider_campaign_id || ' ' || s.address as place, concat_ws(' ', s.person, s.round, s.step, s.channel) as touch, s.status
    from send s join campaign c on c.id = s.campaign_id where s.platform = 'INSTANTLY'`)
  const sendAt = new Map(rows.map((row) => [row.place, row]))
  const findings: string[] = []
  const written = new Set<string>()
  for (const { lead, campaign } of mails) {
    const send = sendAt.get(`${campaign} ${lead}`)
    if (send === undefined) findings.push(`I2: Instantly wrote to ${lead} from the campaign ${campaign}, and no send of ours says so.`)
    else if (written.has(send.touch)) findings.push(`I1: ${send.touch} was written to twice.`)
    else if (['SKIPPED', 'REFUSED', 'PLANNED'].includes(send.status))
      findings.push(`I1: ${send.touch} was written to, and its send is ${send.status}.`)
    if (send !== undefined) written.add(send.touch)
  }
  return findings
}
