import type { InputFieldMap } from '@pothos/core'
import { z } from 'zod'
import type { SchemaShape } from '../builder.ts'
import { idOf, text } from '../mutation.ts'

type InputFields = PothosSchemaTypes.InputFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaShape>, 'InputObject'>

/** What an approval takes, whether it waits for a batch or is sent at once. */
export const approvalInput = (t: InputFields): InputFieldMap => ({
  draftId: t.id({ required: true, description: 'Which draft.' }),
  version: t.int({ required: true, description: 'The version that you saw.' }),
  subject: t.string({ description: 'Edited subject; left as it is when not given.' }),
  body: t.string({ description: 'Edited text; left as it is when not given.' }),
  note: t.string({ description: 'For everyone to read, at most 2,000 characters.' }),
})

export const draftId = idOf('Draft')
export const version = z.int().min(1, 'counts from 1')
export const subject = text({ min: 1, max: 200 }).nullish()
export const body = text({ min: 1, max: 10_000 })
  .transform((typed) => typed.replace(/\r\n?/g, '\n'))
  .nullish()

export const approvalSchema = z.object({ draftId, version, subject, body, note: text({ max: 2_000 }).nullish() })
