import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Draw } from '../random.ts'

const replySchema = z.object({
  id: z.string(),
  label: z.enum(['interested', 'meeting', 'objection', 'not_interested', 'out_of_office', 'unsubscribe', 'wrong_person', 'bounce']),
  subject: z.string(),
  body: z.string(),
})
type ReplyText = z.infer<typeof replySchema>

/** Of 100 people who answer by hand. */
const LABELS = [
  ['not_interested', 30],
  ['interested', 20],
  ['objection', 16],
  ['meeting', 12],
  ['unsubscribe', 12],
  ['wrong_person', 10],
] as const

const TEXTS: ReplyText[] = readFileSync(new URL('../data/replies-dev.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => replySchema.parse(JSON.parse(line)))

export function replyText(id: string): ReplyText {
  const text = TEXTS.find((one) => one.id === id)
  if (!text) throw new Error(`no reply ${id} in replies-dev.jsonl`)
  return text
}

/** What somebody writes back; `wanted` is a label or an id, and anything else is as good as nothing. */
export function drawReply(draw: Draw, wanted: string | null): ReplyText {
  const byId = TEXTS.find((one) => one.id === wanted)
  if (byId) return byId
  const label = TEXTS.some((one) => one.label === wanted) ? wanted : draw.weighted('label', LABELS)
  return draw.pick(
    'text',
    TEXTS.filter((one) => one.label === label),
  )
}

/** The interest that the platform's own classifier gives a reply, `lt_interest_status`, with the name of its event. */
export function interestOf(label: ReplyText['label']): { value: number; event: string } | null {
  switch (label) {
    case 'interested':
    case 'meeting':
      return { value: 1, event: 'lead_interested' }
    case 'not_interested':
    case 'unsubscribe':
      return { value: -1, event: 'lead_not_interested' }
    case 'wrong_person':
      return { value: -2, event: 'lead_wrong_person' }
    case 'out_of_office':
      return { value: 0, event: 'lead_out_of_office' }
    case 'objection':
    case 'bounce':
      return null
  }
}
