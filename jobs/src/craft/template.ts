import { z } from 'zod'
import type { Reason } from '../reason.ts'
import { TIERS } from '../segment/tier.ts'
import { angleName } from './angle-name.ts'
import { EVIDENCE_KINDS } from './evidence.ts'
import { isPlaceholderName, type PlaceholderName, speaksOfLead } from './placeholders.ts'

/** What a message is, which decides its length and what it must contain. Follow-ups and revivals share the subject rules of first touches. */
export const MESSAGE_KINDS = ['first_touch', 'follow_up', 'revival', 'connection_note', 'linkedin_message'] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** What a person says instead of us: the words of a task. Never a draft, never sent. */
export const SCRIPT_KINDS = ['phone_script', 'voice_note_script'] as const

const CHANNELS = {
  first_touch: 'EMAIL',
  follow_up: 'EMAIL',
  revival: 'EMAIL',
  connection_note: 'LINKEDIN',
  linkedin_message: 'LINKEDIN',
} as const satisfies Record<MessageKind, 'EMAIL' | 'LINKEDIN'>

/** The channel that a message goes by. */
export function channelOf(kind: MessageKind): 'EMAIL' | 'LINKEDIN' {
  return CHANNELS[kind]
}

const tiers = z.array(z.enum(TIERS)).min(1, 'at least one tier may get it.')

/**
 * A template as it is stored and edited. Texts are Markdown without ornament: paragraphs and `- ` lists, which read the same as plain text
 * and as HTML. Names in single braces stand for words, `{companyName}`; the list is `placeholders.ts`. `{opener}` in the body is replaced
 * by the first of `openers` whose words are known and which was not rejected for this lead.
 */
export const templateSchema = z.strictObject({
  angle: angleName,
  version: z.int().positive(),
  channel: z.enum(['EMAIL', 'LINKEDIN', 'TASK']),
  kind: z.enum([...MESSAGE_KINDS, ...SCRIPT_KINDS]),
  tiers,
  /** First touches and revivals: how a later text refers to this one, to be read after "about". Null: later texts don't. */
  topic: z.string().min(1).max(80).nullable().default(null),
  /** Emails only. B may be missing: then everybody gets A, and the draft says so. */
  subjectA: z.string().min(1).max(120).nullable(),
  subjectB: z.string().min(1).max(120).nullable(),
  /** Best first. The last one should need the least. */
  openers: z.array(z.string().min(1).max(400)).min(1).max(8),
  body: z.string().min(1).max(6000),
  /** Kinds without which this angle has nothing to say to this lead. */
  requires: z.array(z.enum(EVIDENCE_KINDS)),
  signOff: z.string().min(1).max(200),
})
export type TemplateDocument = z.input<typeof templateSchema>

/** A text taken apart: words as they are, a name to be replaced, or the place of the opener. */
export type Segment = { text: string } | { placeholder: PlaceholderName } | { opener: true }

/** A template that can be rendered: every name in it is known. */
export type ParsedTemplate = Omit<z.output<typeof templateSchema>, 'subjectA' | 'subjectB' | 'openers' | 'body' | 'signOff'> & {
  subjectA: Segment[] | null
  subjectB: Segment[] | null
  openers: Segment[][]
  /** Body and sign-off, one blank line apart. */
  body: Segment[]
}

export type TemplateParse = { ok: true; template: ParsedTemplate } | { ok: false; reasons: Reason[] }

const PART = /\{([^{}]*)\}|[^{}]+|[{}]/g
/** Ornament that plain text would show as signs, and markup that a platform could run. */
const ORNAMENT = /\*\*|__|`|\]\(|<[a-z/!]|^#{1,6} |&#?\w+;/im

function segmentsOf(field: string, text: string, reasons: Reason[], withOpener = false): Segment[] {
  const refuse = (code: string, message: string) => reasons.push({ code, message: `${field}: ${message}` })
  if (text.includes('{{') || text.includes('}}'))
    refuse('TEMPLATE_MERGE_FIELD', 'doubled braces are a platform’s merge field; write {name}.')
  if (ORNAMENT.test(text)) refuse('TEMPLATE_MARKUP', 'paragraphs and "- " lists only: no bold, links, headings or HTML.')
  return [...text.matchAll(PART)].flatMap(([whole, name]): Segment[] => {
    if (name === undefined) {
      if (whole === '{' || whole === '}') refuse('TEMPLATE_BRACE', `a single ${whole} opens or closes nothing.`)
      return [{ text: whole }]
    }
    if (name === 'opener' && withOpener) return [{ opener: true }]
    if (isPlaceholderName(name)) return [{ placeholder: name }]
    refuse('TEMPLATE_PLACEHOLDER', `{${name}} is not a known placeholder.`)
    return []
  })
}

/** True where a text says something of this lead or company. */
export function namesLead(segments: readonly Segment[]): boolean {
  return segments.some((segment) => 'placeholder' in segment && speaksOfLead(segment.placeholder))
}

/** Takes a template apart once, or says everything that is wrong with it. */
export function parseTemplate(document: unknown): TemplateParse {
  const read = templateSchema.safeParse(document)
  if (!read.success) {
    return {
      ok: false,
      reasons: read.error.issues.map((issue) => ({ code: 'TEMPLATE_SHAPE', message: `${issue.path.join('.')}: ${issue.message}` })),
    }
  }
  const { subjectA, subjectB, openers, body, signOff, ...rest } = read.data
  const reasons: Reason[] = []
  const refuse = (code: string, message: string) => reasons.push({ code, message })
  const template: ParsedTemplate = {
    ...rest,
    subjectA: subjectA === null ? null : segmentsOf('Subject A', subjectA, reasons),
    subjectB: subjectB === null ? null : segmentsOf('Subject B', subjectB, reasons),
    openers: openers.map((opener, index) => segmentsOf(`Opener ${index + 1}`, opener, reasons)),
    body: segmentsOf('Body', `${body.trim()}\n\n${signOff.trim()}`, reasons, true),
  }
  const message = MESSAGE_KINDS.find((kind) => kind === rest.kind)
  if (rest.channel !== (message === undefined ? 'TASK' : channelOf(message)))
    refuse('TEMPLATE_KIND', `A ${rest.kind} does not go by ${rest.channel}.`)
  if ((rest.channel === 'EMAIL') !== (subjectA !== null)) refuse('TEMPLATE_SUBJECT', 'An email has a subject A, other texts have none.')
  if (rest.channel !== 'EMAIL' && subjectB !== null) refuse('TEMPLATE_SUBJECT', 'Only an email has a subject.')
  if (subjectA !== null && subjectA === subjectB) refuse('TEMPLATE_SUBJECT', 'Subjects A and B are the same.')
  for (const subject of [template.subjectA, template.subjectB]) {
    if (subject && !namesLead(subject)) refuse('TEMPLATE_SUBJECT', 'A subject names something of this lead or company.')
  }
  if (template.openers.some((opener) => !namesLead(opener)))
    refuse('TEMPLATE_OPENER', 'An opener says something about this lead or company.')
  if (template.body.filter((segment) => 'opener' in segment).length !== 1)
    refuse('TEMPLATE_OPENER', 'The body holds {opener} exactly once.')
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, template }
}
