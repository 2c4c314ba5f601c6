import type { TemplateDocument } from '../craft/template.ts'
import { CLAIMED, type WordChange } from './word-changes.ts'

export type AppliedProposal = { ok: true; document: TemplateDocument } | { ok: false; reason: string }

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
/** The same words wherever lines break; what rests on evidence is a placeholder in a template. */
const patternOf = (text: string): string =>
  text
    .split(CLAIMED)
    .map((part) => escaped(part).replace(/\s+/g, '\\s+'))
    .join('\\{\\w+\\}')

/** The last words of a context, fewer and fewer: a placeholder that is no claim (a greeting) stands in the way of the first ones. */
function endings(text: string, isLeft: boolean): string[] {
  const words = text.split(/(?<=\s)|(?=\s)/)
  return [...words.map((_, cut) => (isLeft ? words.slice(cut).join('') : words.slice(0, words.length - cut).join(''))), '']
}

type Place = { field: 'subjectA' | 'subjectB' | 'body' | 'signOff' | 'openers'; nth: number; text: string }

function placesOf(document: TemplateDocument, field: WordChange['field']): Place[] {
  const { subjectA, subjectB, openers, body, signOff } = document
  if (field === 'subject')
    return [
      ...(subjectA === null ? [] : [{ field: 'subjectA' as const, nth: 0, text: subjectA }]),
      ...(subjectB === null ? [] : [{ field: 'subjectB' as const, nth: 0, text: subjectB }]),
    ]
  return [
    ...openers.map((text, nth) => ({ field: 'openers' as const, nth, text })),
    { field: 'body', nth: 0, text: body },
    { field: 'signOff', nth: 0, text: signOff },
  ]
}

function withText(document: TemplateDocument, { field, nth }: Place, text: string): TemplateDocument {
  return field === 'openers' ? { ...document, openers: document.openers.with(nth, text) } : { ...document, [field]: text }
}

/**
 * A template with the words of an edit put where they were put in the drafts; or why that can't be done by itself: the words rest on what was
 * known of each lead, or stand at several places, or at none any more. Pure.
 */
export function applyProposal(
  document: TemplateDocument,
  change: Pick<WordChange, 'field' | 'before' | 'after' | 'left' | 'right'>,
): AppliedProposal {
  const places = placesOf(document, change.field)
  // What a draft says of its lead is no text of the template: `before` is found word for word or not at all.
  for (const left of endings(change.left, true)) {
    for (const right of endings(change.right, false)) {
      const pattern = new RegExp(`(${patternOf(left)})${patternOf(change.before)}(?=${patternOf(right)})`, 'gu')
      const hits = places.flatMap((place) => [...place.text.matchAll(pattern)].map((hit) => ({ place, hit })))
      const [only, ...others] = hits
      if (!only) continue
      if (others.length > 0) return { ok: false, reason: 'These words stand at several places of the template.' }
      const { place, hit } = only
      const start = hit.index + (hit[1]?.length ?? 0)
      const end = hit.index + hit[0].length
      return { ok: true, document: withText(document, place, `${place.text.slice(0, start)}${change.after}${place.text.slice(end)}`) }
    }
  }
  return {
    ok: false,
    reason: 'These words do not stand in the template as it is now: they rest on what is known of each lead, or it has changed since.',
  }
}
