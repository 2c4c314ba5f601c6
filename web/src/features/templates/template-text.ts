import { fieldsOf, wordOf } from '../../lib/json.ts'

/** What a person types and ticks of a text. Everything else of the document stays as it is. */
export type TemplateText = {
  subjectA: string
  subjectB: string
  openers: readonly string[]
  body: string
  signOff: string
  topic: string
  /** The tiers that may get it. */
  tiers: readonly string[]
  /** The kinds of evidence without which it is not written. */
  requires: readonly string[]
}

const wordsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(wordOf) : [])

/** The words of a stored document. */
export function textOf(document: unknown): TemplateText {
  const fields = fieldsOf(document)
  const { subjectA, subjectB, openers, body, signOff, topic, tiers, requires } = fields
  return {
    subjectA: wordOf(subjectA),
    subjectB: wordOf(subjectB),
    openers: wordsIn(openers),
    body: wordOf(body),
    signOff: wordOf(signOff),
    topic: wordOf(topic),
    tiers: wordsIn(tiers),
    requires: wordsIn(requires),
  }
}

/** The stored document with other words in it; what is left empty is not there. */
export function documentWith(document: unknown, text: TemplateText): Record<string, unknown> {
  const { angle: _angle, version: _version, ...rest } = fieldsOf(document)
  const orNull = (words: string): string | null => (words.trim() === '' ? null : words.trim())
  return {
    ...rest,
    subjectA: orNull(text.subjectA),
    subjectB: orNull(text.subjectB),
    openers: text.openers.map((opener) => opener.trim()).filter((opener) => opener !== ''),
    body: text.body.trim(),
    signOff: text.signOff.trim(),
    topic: orNull(text.topic),
    tiers: [...text.tiers],
    requires: [...text.requires],
  }
}

export type TextChange = { field: string; before: string; after: string }

const tierWords = (tiers: readonly string[]): string => tiers.map((tier) => tier.toLowerCase().replace('_', ' ')).join(', ')

/** What differs between two texts, field by field; openers by their place. */
export function textChanges(before: TemplateText, after: TemplateText): TextChange[] {
  const openers = Array.from({ length: Math.max(before.openers.length, after.openers.length) }, (_, place) => ({
    field: `Opener ${place + 1}`,
    before: before.openers[place] ?? '',
    after: after.openers[place] ?? '',
  }))
  return [
    { field: 'Subject A', before: before.subjectA, after: after.subjectA },
    { field: 'Subject B', before: before.subjectB, after: after.subjectB },
    ...openers,
    { field: 'Body', before: before.body, after: after.body },
    { field: 'Sign-off', before: before.signOff, after: after.signOff },
    { field: 'Topic', before: before.topic, after: after.topic },
    { field: 'Who may get it', before: tierWords(before.tiers), after: tierWords(after.tiers) },
    { field: 'Needs evidence of', before: before.requires.join(', '), after: after.requires.join(', ') },
  ].filter((change) => change.before.trim() !== change.after.trim())
}

/** A text as it was kept on this device, over the saved one: what an earlier version did not keep is as it was saved. Null where it is none. */
export function keptTextOf(kept: string | null, saved: TemplateText): TemplateText | null {
  if (kept === null) return null
  try {
    return textOf({ ...saved, ...fieldsOf(JSON.parse(kept)) })
  } catch {
    return null
  }
}
