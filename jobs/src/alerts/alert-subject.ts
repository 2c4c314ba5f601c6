/** What an alert is about: in words, and the page that shows it. */
export type AlertSubject = { label: string; path: string }

type Page = readonly [label: string, path: string | ((id: string) => string)]

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/

/** The id by which pages know a row; the API makes the same (a test holds them together). */
const globalId = (typename: string, id: string): string => Buffer.from(`${typename}:${id}`).toString('base64url')

const batch: Page = ['Batch', (id) => `/dispatch/${globalId('Batch', id)}`]
const run: Page = ['Run', (id) => `/runs?run=${globalId('PipelineRun', id)}`]
const sends: Page = ['Sends', '/sends']
const unknown: Page = ['Unknown sends', '/sends?tab=unknown']
const statements: Page = ['Statements', '/sends?tab=statements']
const accounts: Page = ['Sending accounts', '/campaigns']
const queue = (age: string): Page => ['Queue', `/queue?order=OLDEST${age}`]
const deliveries: Page = ['Deliveries', '/deliveries']
const health: Page = ['Health', '/health']
const limits: Page = ['Dispatch settings', '/settings?section=dispatch']
const settings: Page = ['Alert settings', '/settings?section=alerts']

/** By the beginning of the cause, up to its first `:` or `.`; what stands nowhere is explained on the Health page. */
const pages: ReadonlyMap<string, Page> = new Map(
  Object.entries<Page>({
    batch,
    'scope-mismatch': batch,
    run,
    'run-stage': run,
    'send-unknown': unknown,
    send: sends,
    recall: sends,
    proof: ['Unproven sends', '/sends?tab=unproven'],
    statement: statements,
    campaign: accounts,
    account: accounts,
    'account-unhealthy': accounts,
    cadence: ['Cadence', '/cadence'],
    gate: ['Dispatch', '/dispatch'],
    volume: limits,
    intent: ['Lead', (id) => `/leads/${globalId('Lead', id)}`],
    digest: ['Day log', '/day'],
    'review-unopened': queue(''),
    'review-first-look': queue('&age=unseen'),
    'review-decision': queue('&age=late'),
    webhook: deliveries,
    delivery: deliveries,
    reply: ['Reply', (id) => `/replies?reply=${globalId('Reply', id)}`],
    'motion-paused': ['Overview', '/'],
    'emergency-stop': ['Overview', '/'],
    'ramp-tier': ['Overview', '/'],
    'ramp-overridden': ['Overview', '/'],
    'alert-channel': settings,
  }),
)

/** What the cause of an alert is about. A parked follow-up is found with the sends although its cause begins as the cadence's; a red flag opens its figure. */
export function alertSubject(cause: string): AlertSubject {
  if (cause === 'cadence.parked') return { label: 'Parked sends', path: '/sends?tab=parked' }
  if (cause.startsWith('kpi:')) return { label: 'KPIs', path: `/kpis?figure=${encodeURIComponent(cause.slice(4))}` }
  const [label, path] = pages.get(cause.split(/[:.]/, 1)[0] ?? '') ?? health
  if (typeof path === 'string') return { label, path }
  const id = uuid.exec(cause)?.[0]
  return id === undefined ? { label: health[0], path: '/health' } : { label, path: path(id) }
}
