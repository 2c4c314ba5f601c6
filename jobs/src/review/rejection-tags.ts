/** Why a draft was rejected, in the order in which the list is shown. The screen holds no copy of it. */
export const REJECTION_TAGS = [
  {
    tag: 'personalization_mismatch',
    label: 'Personal part is off',
    description: 'What it says about the person or company does not fit them, or could be said to anybody.',
  },
  {
    tag: 'icp_mismatch',
    label: 'Not our kind of customer',
    description: 'The person or company should not be written to at all: wrong industry, size or role, or already a customer.',
  },
  { tag: 'campaign_mismatch', label: 'Wrong campaign', description: 'The right person, but not for this campaign or this moment.' },
  { tag: 'tone_style_issue', label: 'Tone or style', description: 'Too pushy, too stiff, too salesy, or not how we write.' },
  { tag: 'factual_inaccuracy', label: 'Not true', description: 'A fact in the text is wrong or out of date.' },
  {
    tag: 'weak_subject',
    label: 'Weak subject',
    description: 'The subject would not be opened, or promises something the text does not hold.',
  },
  { tag: 'weak_cta', label: 'Weak ask', description: 'It is not clear what the reader should do, or it asks for too much.' },
  { tag: 'length_issue', label: 'Too long or too short', description: 'The text needs cutting, or says too little to be answered.' },
  { tag: 'compliance_issue', label: 'Compliance', description: 'The law, a platform’s rules or our own forbid sending it like this.' },
  {
    tag: 'placeholder_or_rendering_issue',
    label: 'Broken text',
    description: 'A placeholder, raw data, odd characters, or a layout that came out wrong.',
  },
  {
    tag: 'queue_hygiene_non_actionable',
    label: 'Clean-up',
    description: 'A test, a duplicate, or a draft that nobody can act on: the text is not at fault.',
  },
  { tag: 'other', label: 'Something else', description: 'None of these: the reason says what.' },
] as const satisfies readonly { tag: string; label: string; description: string }[]

export type RejectionTag = (typeof REJECTION_TAGS)[number]['tag']

export function isRejectionTag(tag: string): tag is RejectionTag {
  return REJECTION_TAGS.some((known) => known.tag === tag)
}
