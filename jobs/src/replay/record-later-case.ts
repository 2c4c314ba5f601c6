import { InvalidInputError } from '../errors.ts'
import type { ReplayLists } from './case-facts.ts'
import { chanceAsThen, differs, type Recorded } from './chance-as-then.ts'
import { inventCase } from './invented-case.ts'
import { type LaterCase, laterCaseSchema } from './later-case.ts'
import type { StoredDecision } from './load-stored-decision.ts'
import { replayLater } from './replay-later.ts'

type StoredLater = StoredDecision & { draft: NonNullable<StoredDecision['draft']> }

/** Where a draft of a step went when it was made; what a person did with it afterwards says nothing of that. */
function stateThen({ status, isDecidedInBatch }: StoredLater['draft']): 'READY' | 'QUEUED' | 'BLOCKED' {
  if (status === 'BLOCKED') return 'BLOCKED'
  return isDecidedInBatch ? 'READY' : 'QUEUED'
}

/**
 * A golden case of a draft after the first one: a step of a cadence, or a revival, with what was sent before it. The facts are those that the lead
 * was last scored by. Throws InvalidInputError where something personal would be left, and for drafts that no rule has written.
 */
export function recordLaterCase(stored: StoredLater, name: string, lists: ReplayLists): Recorded<LaterCase> {
  const { draft } = stored
  if (draft.motion !== 'CADENCE' && draft.motion !== 'REVIVAL')
    throw new InvalidInputError(
      'Only first emails, steps of a cadence and revivals can be recorded: this one was not written by a rule of theirs.',
      ['draft'],
    )
  const invented = inventCase(stored, lists)
  const { rename } = invented
  const textOf = (angle: string) => lists.templates.find((one) => one.angle === angle)
  const document = laterCaseSchema.parse({
    kind: 'later',
    name,
    note: 'Recorded from a stored decision; people and companies are invented.',
    given: {
      ...invented.known,
      asOf: draft.createdAt.toISOString(),
      lead: {
        firstName: invented.firstName,
        lastName: invented.lastName,
        countryCode: stored.countryCode,
        tier: draft.tier,
      },
      linkedinConnectedAt: stored.linkedinConnectedAt?.toISOString() ?? null,
      earlier: stored.earlier.map(({ subject, body, acceptedAt, ...one }) => ({
        ...one,
        kind: textOf(one.angle)?.kind ?? (one.channel === 'EMAIL' ? 'first_touch' : 'linkedin_message'),
        topic: textOf(one.angle)?.topic ?? null,
        subject: subject === null ? null : rename(subject),
        body: rename(body),
        acceptedAt: acceptedAt?.toISOString() ?? null,
      })),
      motion: draft.motion,
      action: draft.action,
      step: draft.step,
      template: draft.angle,
    },
    expected: {
      state: stateThen(draft),
      opens: draft.isEdited ? null : rename(draft.opener),
      blockedBy: draft.status === 'BLOCKED' ? draft.guardNotes.map(({ code }) => code).filter((code) => code.startsWith('GUARD-')) : [],
      failedChecks: draft.isEdited ? [] : draft.compliance.filter(({ applies, passed }) => applies && !passed).map((check) => check.name),
    },
  })
  const found = chanceAsThen(
    stored.leadId,
    (id): LaterCase => ({ ...document, given: { ...document.given, lead: { ...document.given.lead, id } } }),
    (one) => differencesOf(one, lists),
    // Which subject was drawn decides whether a long one had to give way, and with that who decides.
    (what) => what.startsWith('state'),
  )
  invented.refuseLeaks(found.document)
  return found
}

function differencesOf({ given, expected }: LaterCase, lists: ReplayLists): string[] {
  const decided = replayLater(given, lists)
  if (decided.state === 'REFUSED') return differs('text', expected.state, decided.refusal)
  return [
    ...differs('state', expected.state, decided.state),
    ...(expected.opens === null ? [] : differs('opener', expected.opens, decided.opener)),
    ...differs('guards', expected.blockedBy, decided.blockedBy),
    ...differs('checks', expected.failedChecks, decided.failedChecks),
  ]
}
