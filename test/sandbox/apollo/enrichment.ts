import { z } from 'zod'
import { firstHalf } from '../faults.ts'
import { hash53 } from '../random.ts'
import { jsonAnswer, type WireAnswer, type WireRequest } from '../wire.ts'
import { type Details, detailsSchema, findPerson } from './match.ts'
import { type Params, readParams } from './params.ts'
import type { Apollo } from './provider.ts'
import { fullPerson } from './wire-shapes.ts'

const BULK_MAX = 10

/** People Enrichment. A call that finds somebody costs a credit each time: there is no idempotency key. */
export function matchOne(request: WireRequest, apollo: Apollo): WireAnswer {
  const params = readParams(request)
  const missing = missingCallback(params)
  if (missing) return jsonAnswer(422, { error: missing })
  const person = findPerson(apollo.population(), detailsFrom(params))
  const later = isAsync(params)
  const extra = later ? { waterfall: { status: 'accepted', message: 'Waterfall enrichment has been accepted' } } : {}
  if (person) apollo.charge(1)
  const shown = person && fullPerson(person, { personalEmails: params.flag('reveal_personal_emails') === true, withoutEmail: false })
  return rawNumber({ person: shown, ...extra, ...(later ? { request_id: REQUEST_ID } : {}) }, requestId(request))
}

/** Bulk People Enrichment: at most 10; misses stand as null between the matches, and the order is not that of the request. */
export function bulkMatch(request: WireRequest, apollo: Apollo): WireAnswer {
  const params = readParams(request)
  const body = z.object({ details: z.array(detailsSchema).min(1) }).safeParse(request.json)
  if (!body.success) return failed(400, 'INVALID_REQUEST', 'details must be a non-empty array of objects')
  const { details } = body.data
  if (details.length > BULK_MAX) return failed(400, 'RECORD_LIMIT_EXCEEDED', `A maximum of ${BULK_MAX} records can be enriched at a time`)
  const missing = missingCallback(params)
  if (missing) return failed(400, 'INVALID_REQUEST', missing)

  const later = isAsync(params)
  const withoutEmail = params.flag('run_waterfall_email') === true
  const matches = firstHalf(details, request).map((one) => {
    const person = findPerson(apollo.population(), one)
    return person && fullPerson(person, { personalEmails: params.flag('reveal_personal_emails') === true, withoutEmail })
  })
  const found = matches.filter((match) => match !== null).length
  if (found > 0) apollo.charge(found)
  const counts = { unique_enriched_records: found, missing_records: details.length - found, credits_consumed: found }
  return rawNumber(
    {
      status: 'success',
      error_code: null,
      error_message: null,
      total_requested_enrichments: details.length,
      ...(later ? { waterfall: { status: 'accepted', message: 'Waterfall enrichment has been accepted' } } : counts),
      request_id: REQUEST_ID,
      matches: matches.reverse(),
    },
    requestId(request),
  )
}

const REQUEST_ID = '__request_id__'

/** Apollo sends this id as a JSON number of 64 bits, which JavaScript can neither write nor read: it is put in as text. */
function rawNumber(body: Record<string, unknown>, id: bigint): WireAnswer {
  const answer = jsonAnswer(200, body)
  return { ...answer, body: answer.body.replace(`"${REQUEST_ID}"`, id.toString()) }
}

/** Signed, more often negative than not, always beyond what a double holds. */
function requestId(request: WireRequest): bigint {
  const text = `${request.path}${request.query}${request.text}`
  const size = (BigInt(hash53(text, 1)) << 10n) | BigInt(hash53(text, 2) % 1_024) | (1n << 61n) | 1n
  return BigInt.asIntN(64, hash53(text, 3) % 4 === 0 ? size : -size)
}

function detailsFrom(params: Params): Details {
  const text = (name: string) => params.text(name)
  return {
    id: text('id'),
    email: text('email'),
    hashed_email: text('hashed_email'),
    linkedin_url: text('linkedin_url'),
    first_name: text('first_name'),
    last_name: text('last_name'),
    name: text('name'),
    domain: text('domain'),
    organization_name: text('organization_name'),
  }
}

function isAsync(params: Params): boolean {
  return ['run_waterfall_email', 'run_waterfall_phone', 'reveal_phone_number'].some((name) => params.flag(name) === true)
}

/** Documented as required with these flags; the words of the refusal are ours. */
function missingCallback(params: Params): string | null {
  if (!isAsync(params)) return null
  return params.text('webhook_url')?.startsWith('https://') ? null : "Please add a valid 'webhook_url' parameter when using this option"
}

function failed(status: number, code: string, message: string): WireAnswer {
  return jsonAnswer(status, { status: 'failed', error_code: code, error_message: message })
}
