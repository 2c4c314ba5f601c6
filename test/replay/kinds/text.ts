import { createHash } from 'node:crypto'
import { EVIDENCE_KINDS } from '@swarm/jobs/craft/evidence'
import { fingerprintOf } from '@swarm/jobs/craft/fingerprint'
import { footerOf } from '@swarm/jobs/craft/footer'
import { organisationSchema, REGION_RULES } from '@swarm/jobs/craft/organisation'
import { wordTriplesOf } from '@swarm/jobs/craft/word-triples'
import { GUARD_MODES, guardSettingsSchema } from '@swarm/jobs/guard/guard-settings'
import { DEFAULT_WORDINGS } from '@swarm/jobs/guard/wordings'
import { checkText } from '@swarm/jobs/review/check-text'
import { COMPLIANCE_CHECKS } from '@swarm/jobs/review/compliance-check'
import { rejectionMemoryOf } from '@swarm/jobs/review/rejection-memory'
import { reviewSettingsSchema } from '@swarm/jobs/settings/review'
import { z } from 'zod'
import { defineKind, isSame } from '../kind.ts'

const asOf = new Date('2026-11-20T16:00:00.000Z')
const token = 'a-token-that-is-long-enough-for-this'
const leadId = '0199f0aa-0000-7000-8000-000000000001'

const schema = z.strictObject({
  kind: z.literal('text'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: z.strictObject({
    mode: z.enum(GUARD_MODES).default('hard'),
    channel: z.enum(['EMAIL', 'LINKEDIN']).default('EMAIL'),
    /** What a LinkedIn text is: the note of a request, or a message. */
    angle: z.string().default('executive_buyin'),
    firstName: z.string().nullable().default('Ana'),
    email: z.string().default('ana@brightside.example'),
    subject: z.string().nullable().default('Operations at Brightside'),
    body: z.string(),
    /** Left out: the footer that we write for this region's rule. */
    footer: z.string().optional(),
    regionRule: z.enum(REGION_RULES).default('allow'),
    /** The words that rest on evidence. */
    claims: z.array(z.strictObject({ words: z.string(), kind: z.enum(EVIDENCE_KINDS) })).default([]),
    /** How many pieces of personal evidence there are beside those of the claims. */
    moreEvidence: z.int().min(0).default(0),
    /** Texts of this lead that were rejected on 15 November 2026. */
    rejected: z.array(z.strictObject({ subject: z.string(), body: z.string(), evidenceKeys: z.array(z.string()).default([]) })).default([]),
    /** Texts to others at the company, of the last 90 days. */
    colleagues: z.array(z.string()).default([]),
  }),
  expected: z.strictObject({
    blockedBy: z.array(z.string()),
    /** Every guard that speaks, blocking or not. */
    notes: z.array(z.string()).optional(),
    failedChecks: z.array(z.enum(COMPLIANCE_CHECKS)),
  }),
})
type TextCase = z.infer<typeof schema>

function decide({ given }: TextCase, addresses: Parameters<typeof checkText>[2]['lists']) {
  const { channel, subject, body, firstName, regionRule } = given
  const organisation = organisationSchema.parse({ regionRules: { US: regionRule } })
  const url = `https://swarm.example/u/${token}`
  const made = footerOf(organisation, { unsubscribeUrl: url, rule: regionRule, contactSource: 'Apollo' })
  const footer = given.footer ?? (channel === 'LINKEDIN' || !made.ok ? '' : made.footer)
  const evidence = [...given.claims.map(({ kind }) => kind), ...Array.from({ length: given.moreEvidence }, () => 'company' as const)].map(
    (kind, place) => ({ id: `e${place}`, kind, text: `${kind} ${place}`, source: 'apollo', foundAt: asOf }),
  )
  const claims = given.claims.flatMap(({ words }, place) => {
    const start = body.indexOf(words)
    return start < 0 ? [] : [{ field: 'body' as const, start, end: start + words.length, evidenceId: `e${place}` }]
  })
  const memory = rejectionMemoryOf(
    given.rejected.map((one) => ({
      ...one,
      rejectedAt: new Date('2026-11-15T12:00:00.000Z'),
      tag: 'tone_style_issue' as const,
      reason: 'Not how we write.',
      angle: 'value_first',
      opener: one.body.split('\n')[2] ?? '',
      fingerprint: fingerprintOf(one.subject, one.body),
    })),
    asOf,
  )
  const recipient = {
    leadId,
    email: given.email,
    emailStatus: 'VERIFIED',
    linkedinKey: 'in:ana',
    countryCode: 'US',
    status: 'PENDING',
    firstName,
    lastName: firstName === null ? null : 'Ruiz',
    fullName: firstName === null ? null : `${firstName} Ruiz`,
    suppressed: null,
    excluded: null,
  }
  const checked = checkText(
    {
      id: '0199f0aa-0000-7000-8000-00000000d001',
      leadId,
      companyId: 'c',
      companyName: 'Brightside',
      version: 1,
      status: 'BLOCKED',
      channel,
      action: channel === 'EMAIL' ? 'EMAIL' : given.angle === 'connection_note' ? 'LINKEDIN_REQUEST' : 'LINKEDIN_MESSAGE',
      motion: 'OUTBOUND',
      step: 1,
      angle: given.angle,
      subject,
      body,
      footer,
      claims,
      compliance: [],
      guardNotes: [],
      isTest: false,
      isEdited: false,
      isDecidedInBatch: false,
      hasReplied: false,
      tokenHash: channel === 'EMAIL' ? createHash('sha256').update(token).digest('hex') : null,
      evidence,
    },
    { subject, body },
    {
      now: asOf,
      settings: reviewSettingsSchema.parse({}),
      organisation,
      lists: addresses,
      drafts: new Map(),
      recipients: new Map([[leadId, recipient]]),
      memories: new Map([[leadId, memory]]),
      guards: guardSettingsSchema.parse({ mode: given.mode }),
      wordings: DEFAULT_WORDINGS,
      colleagueTexts: new Map([
        [
          'c',
          given.colleagues.map((text, place) => ({
            draftId: `0198${place}`,
            leadId: `other ${place}`,
            triples: () => wordTriplesOf(text),
          })),
        ],
      ]),
    },
  )
  return {
    blockedBy: checked.guards.blockedBy,
    notes: checked.guards.notes.map(({ code }) => code),
    failedChecks: checked.failed.map(({ name }) => name),
    messages: [...checked.guards.notes, ...checked.failed].map(({ message }) => message),
  }
}

/** A text as it would go out: 2 points for the guards that block, 1 for those that speak at all, 2 for the checks that fail; none too many. */
export const textKind = defineKind('text', schema, (one, { lists }) => decide(one, lists.addresses), [
  { what: 'blocking guards', points: 2, isEarned: ({ expected }, { blockedBy }) => isSame(expected.blockedBy, blockedBy) },
  { what: 'guards that speak', points: 1, isEarned: ({ expected }, { notes }) => isSame(expected.notes ?? expected.blockedBy, notes) },
  { what: 'failing checks', points: 2, isEarned: ({ expected }, { failedChecks }) => isSame(expected.failedChecks, failedChecks) },
])
