import type { Reason } from '../reason.ts'
import { PLACEHOLDERS, type PlaceholderName, type PlaceholderValues, speaksOfLead } from './placeholders.ts'
import type { ParsedTemplate, Segment } from './template.ts'
import { wordsOf } from './text-value.ts'

/** Words of a draft that state a fact: where they stand (UTF-16 offsets, end excluded), and what they rest on. */
export type Claim = { field: 'subject' | 'body'; start: number; end: number; evidenceId: string }

export type RenderedText = { text: string; claims: Claim[] }
export type RenderedMessage = { subject: string | null; body: string; opener: string; claims: Claim[] }
export type Rendered<T> = { ok: true; value: T } | { ok: false; reasons: Reason[] }

export type SubjectVariant = 'A' | 'B'

/** What one place may hold at most; extractors know closer limits. Characters. */
const LONGEST_VALUE = 200

function refused(name: PlaceholderName, why: string): Reason {
  return { code: 'PLACEHOLDER_WITHOUT_VALUE', message: `{${name}} ${why}.` }
}

/** The organisation's own words stand as they were saved: a booking link may hold an underscore. Their schema has refused the rest. */
function ownWordsOf(text: string | undefined): string | null {
  return text && !/[\p{Cc}{}]/u.test(text) ? text : null
}

/**
 * Puts words into the places that wait for them. Every value is neutralised here once more, whoever made it, so that nothing a stranger
 * wrote can open a merge field or carry markup; words that say something of the lead without naming their evidence are refused.
 */
export function renderSegments(segments: readonly Segment[], values: PlaceholderValues, field: Claim['field']): Rendered<RenderedText> {
  const reasons: Reason[] = []
  const claims: Claim[] = []
  let text = ''
  for (const segment of segments) {
    if ('text' in segment) text += segment.text
    if (!('placeholder' in segment)) continue
    const name = segment.placeholder
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    const words = PLACEHOLDERS[name].from === 'organisation' ? ownWordsOf(value?.text) : wordsOf(value?.text, LONGEST_VALUE)
    if (!value || words === null) reasons.push(refused(name, 'has no value for this lead'))
    else if (value.evidenceId === null && speaksOfLead(name)) reasons.push(refused(name, 'has a value that rests on no evidence'))
    else {
      if (value.evidenceId !== null)
        claims.push({ field, start: text.length, end: text.length + words.length, evidenceId: value.evidenceId })
      text += words
    }
  }
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, value: { text, claims } }
}

/** One opener of a template with this lead's words. */
export function renderOpener(template: ParsedTemplate, index: number, values: PlaceholderValues): Rendered<RenderedText> {
  return renderSegments(template.openers[index] ?? [{ text: '' }], values, 'body')
}

/** The whole message with one of its openers and one of its subjects. Refuses with a code for every place that stays empty; never throws. */
export function renderMessage(
  template: ParsedTemplate,
  choice: { opener: number; subject: SubjectVariant },
  values: PlaceholderValues,
): Rendered<RenderedMessage> {
  const openerSegments = template.openers[choice.opener]
  const opener = renderOpener(template, choice.opener, values)
  const body = renderSegments(
    template.body.flatMap((segment) => ('opener' in segment ? (openerSegments ?? []) : [segment])),
    values,
    'body',
  )
  const subjectSegments = choice.subject === 'A' ? template.subjectA : template.subjectB
  const subject = subjectSegments && renderSegments(subjectSegments, values, 'subject')
  const reasons = [...(body.ok ? [] : body.reasons), ...(subject && !subject.ok ? subject.reasons : [])]
  if (!openerSegments || !opener.ok || !body.ok || (subject && !subject.ok)) return { ok: false, reasons }
  return {
    ok: true,
    value: {
      subject: subject ? subject.value.text : null,
      body: body.value.text,
      opener: opener.value.text,
      claims: [...(subject ? subject.value.claims : []), ...body.value.claims],
    },
  }
}
