import type { ReplayLists } from './case-facts.ts'
import { chanceAsThen, differs, type Recorded } from './chance-as-then.ts'
import { inventCase } from './invented-case.ts'
import type { LaterCase } from './later-case.ts'
import { type LeadCase, leadCaseSchema } from './lead-case.ts'
import type { StoredDecision } from './load-stored-decision.ts'
import { recordLaterCase } from './record-later-case.ts'
import { type LeadDecision, replayLead } from './replay-lead.ts'

/**
 * A golden case out of a stored decision, without anything that points at the person or the company: names, addresses, links and texts are
 * replaced by invented ones under `.example`, a telephone number and news are left out. A draft after the first one becomes a case of what was
 * sent before it. Throws InvalidInputError where something personal would be left, and for a draft that a case can't tell of.
 */
export function recordCase(stored: StoredDecision, name: string, lists: ReplayLists): Recorded<LeadCase | LaterCase> {
  const { draft, facts, result } = stored
  if (draft && draft.motion !== 'OUTBOUND') return recordLaterCase({ ...stored, draft }, name, lists)
  const touch = draft === null ? undefined : draft.action === 'LINKEDIN_REQUEST' ? 'connection_note' : 'first_touch'
  const invented = inventCase(stored, lists)
  const document = leadCaseSchema.parse({
    kind: 'lead',
    name,
    note: 'Recorded from a stored decision; people and companies are invented.',
    given: {
      ...invented.known,
      asOf: (draft?.createdAt ?? stored.decidedAt).toISOString(),
      lead: {
        firstName: invented.firstName,
        lastName: invented.lastName,
        countryCode: stored.countryCode,
        intent: facts.intent.points,
        // What became of an address after an email was written to it says nothing of that decision.
        ownAddress: touch === 'connection_note' ? stored.ownAddress : null,
      },
      icp: stored.profile ?? {},
      messageKind: touch,
    },
    expected: {
      verdict: result.tier === null ? 'SCORE_TOO_LOW' : 'FIT',
      score: result.score,
      tier: result.tier,
      draft:
        draft === null
          ? undefined
          : {
              by: touch,
              angle: [draft.angle],
              blockedBy:
                draft.status === 'BLOCKED' ? draft.guardNotes.map(({ code }) => code).filter((code) => code.startsWith('GUARD-')) : [],
              failedChecks: draft.isEdited
                ? []
                : draft.compliance.filter(({ applies, passed }) => applies && !passed).map((check) => check.name),
            },
    },
  })
  const found = chanceAsThen(
    stored.leadId,
    (id): LeadCase => ({ ...document, given: { ...document.given, lead: { ...document.given.lead, id } } }),
    (one) => differencesOf(one, replayLead(one.given, lists)),
    // Only the choice of the angle is chance.
    (what) => what.startsWith('angle'),
  )
  invented.refuseLeaks(found.document)
  return found
}

function differencesOf({ expected }: LeadCase, decided: LeadDecision): string[] {
  const { draft } = expected
  return [
    ...differs('verdict', expected.verdict, decided.verdict),
    ...differs('score', expected.score, decided.score),
    ...differs('tier', expected.tier, decided.tier),
    // A decision that was recorded without its draft says nothing of one.
    ...(draft == null
      ? []
      : [
          ...differs('first touch', draft.by, decided.touch ?? null),
          ...(decided.draft !== null && draft.angle.includes(decided.draft.angle)
            ? []
            : differs('angle', draft.angle, decided.draft?.angle ?? null)),
          ...differs('guards', draft.blockedBy, decided.draft?.blockedBy ?? draft.blockedBy),
          ...differs('checks', draft.failedChecks, decided.draft?.failedChecks ?? draft.failedChecks),
        ]),
  ]
}
