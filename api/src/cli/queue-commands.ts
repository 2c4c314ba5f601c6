import { apiOptions, askApi } from './ask-api.ts'
import { type Command, exitCodes, type Options, type Surroundings, wholeOption } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

/** Rows of one page. */
const pageSize = 50

type Verdict = { rule: string; passed: boolean; message: string; clearsAt: string | null }
type Draft = {
  id: string
  subject: string | null
  tier: string | null
  score: number
  angle: string
  createdAt: string
  route: { platform: string; account: string | null } | null
  lead: { fullName: string | null; email: string | null; company: { name: string } | null }
}
type TracedDraft = Draft & { lead: Draft['lead'] & { nextSend: { clearsAt: string | null; verdicts: Verdict[] } } }

const fields = 'id subject tier score angle createdAt route { platform account } lead { fullName email company { name } }'
const tracedFields = `${fields} lead { nextSend { clearsAt verdicts { rule passed message clearsAt } } }`

/** Pending drafts, best first, page by page. */
async function* pending<Row extends Draft>(options: Options, surroundings: Surroundings, of: string, most: number): AsyncGenerator<Row> {
  type Page = { queue: { edges: { node: Row }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } }
  const query = `query ($first: Int, $after: String) { queue(first: $first, after: $after) { edges { node { ${of} } } pageInfo { endCursor hasNextPage } } }`
  let after: string | null = null
  for (let left = most; left > 0; ) {
    const { queue }: Page = await askApi<Page>(options, surroundings, query, { first: Math.min(pageSize, left), after })
    for (const { node } of queue.edges) yield node
    left -= queue.edges.length
    after = queue.pageInfo.endCursor
    if (!queue.pageInfo.hasNextPage) return
  }
}

const nameOf = ({ lead }: Draft) => `${lead.fullName ?? lead.email ?? 'nobody'}${lead.company ? `, ${lead.company.name}` : ''}`

export const queue: Command = {
  name: 'queue',
  summary: 'Lists the drafts that wait for a decision, best first.',
  options: { ...apiOptions, limit: { type: 'string', value: 'N', description: 'The most rows. Default: 50.' } },
  async run(options, surroundings) {
    const rows: Draft[] = []
    for await (const draft of pending<Draft>(options, surroundings, fields, wholeOption(options, 'limit', 1) ?? pageSize)) rows.push(draft)
    if (options.json === true) surroundings.print(asciiJson(rows))
    else {
      for (const draft of rows)
        surroundings.print(
          `${(draft.tier ?? '-').padEnd(6)} ${String(draft.score).padStart(3)}  ${draft.angle.padEnd(20)} ${nameOf(draft)}: ${draft.subject ?? ''}`,
        )
      if (rows.length === 0) surroundings.print('Nothing waits for a decision.')
    }
    return exitCodes.good
  },
}

/** Rules that a person's approval settles; what only they hold back is ready for a live send. */
const untilApproved = new Set(['UNAPPROVED', 'SCOPE_MISMATCH'])

export const traceQueue: Command = {
  name: 'trace-queue',
  summary: 'Says of each pending draft why it can or cannot be sent once it is approved, with the totals.',
  options: apiOptions,
  async run(options, surroundings) {
    const totals = { total_pending: 0, ghl_targeted: 0, auto_resolve_on_approve: 0, ready_for_live_send: 0 }
    const traced: { draftId: string; lead: string; platform: string | null; blockers: Verdict[] }[] = []
    for await (const draft of pending<TracedDraft>(options, surroundings, tracedFields, Number.POSITIVE_INFINITY)) {
      const blockers = draft.lead.nextSend.verdicts.filter(({ rule, passed }) => !passed && !untilApproved.has(rule))
      const isGhl = draft.route?.platform === 'GHL'
      totals.total_pending += 1
      if (isGhl) totals.ghl_targeted += 1
      // Approving and sending finds or makes the contact by itself.
      if (isGhl && blockers.length === 0) totals.auto_resolve_on_approve += 1
      if (blockers.length === 0) totals.ready_for_live_send += 1
      traced.push({ draftId: draft.id, lead: nameOf(draft), platform: draft.route?.platform ?? null, blockers })
    }
    if (options.json === true) surroundings.print(asciiJson({ ...totals, drafts: traced }))
    else {
      for (const { lead, platform, blockers } of traced) {
        const [first] = blockers
        const why =
          first === undefined
            ? 'ready once approved'
            : `${first.rule}: ${first.message}${first.clearsAt === null ? '' : ` (until ${first.clearsAt})`}`
        surroundings.print(`${(platform ?? 'none').padEnd(10)} ${lead}: ${why}`)
      }
      for (const [name, count] of Object.entries(totals)) surroundings.print(`${name.padEnd(24)} ${count}`)
    }
    return exitCodes.good
  },
}
