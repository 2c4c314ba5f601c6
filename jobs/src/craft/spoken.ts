import type { CraftFacts } from './craft-facts.ts'
import type { EvidenceIds } from './evidence.ts'
import { extractAll } from './extractors/extract-all.ts'
import type { Extracted } from './extractors/extracted.ts'
import { industryWordsOf } from './extractors/industry-words.ts'
import { greetingOf } from './greeting.ts'
import type { Organisation } from './organisation.ts'
import type { PlaceholderValue, PlaceholderValues } from './placeholders.ts'

function own(text: string | undefined): PlaceholderValue {
  return { text: text ?? '', evidenceId: null }
}

/** Results of clients that may be told to this lead: one of the same industry, and any. Nothing where none was recorded. */
function proofOf({ proofPoints }: Organisation, facts: CraftFacts): PlaceholderValues {
  const industry = facts.industryGroup && industryWordsOf(facts.industryGroup.value)
  const near = industry ? proofPoints.find((point) => point.toLowerCase().includes(industry.firm.replace(/^an? /, ''))) : undefined
  const [first] = proofPoints
  return {
    ...(near !== undefined && { similarResult: own(near) }),
    ...(first !== undefined && { proofPoint: own(near ?? first) }),
  }
}

/** Every word that a text to this lead can be made of: what is known of the lead with its evidence, and the organisation's own. */
export function spokenOf(facts: CraftFacts, organisation: Organisation, ids: EvidenceIds): Extracted {
  const market = organisation.marketNotes
    .filter(({ industryGroup }) => industryGroup === facts.industryGroup?.value)
    .map(({ statement, source, publishedOn }) => ({ statement, source, publishedOn: new Date(publishedOn) }))
    .toSorted((one, other) => other.publishedOn.getTime() - one.publishedOn.getTime())
  const { evidence, values } = extractAll({ ...facts, market: [...facts.market, ...market] }, ids)
  return {
    evidence,
    values: {
      ...values,
      senderFirstName: own(organisation.senderName.split(/\s+/)[0]),
      senderTitle: own(organisation.senderTitle),
      bookingLink: own(organisation.bookingLink),
      ...proofOf(organisation, facts),
      greeting: greetingOf(facts),
    },
  }
}
