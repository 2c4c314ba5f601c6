import type { FieldMap } from '@pothos/core'
import type { SchemaShape } from './builder.ts'
import { Send } from './send.ts'
import { loadSends } from './send-rows.ts'

type Payload = { sendId: string; message: string }
type Fields<P> = PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaShape>, P>

/** What a mutation answers that sends one message and waits for the platform's word: the send, and the sentence about it. */
export function platformAnswer<P extends Payload>(t: Fields<P>, whose: 'Its' | 'The answer’s'): FieldMap {
  return {
    send: t.field({
      type: Send,
      description: `${whose} one send, as it stands.`,
      resolve: async ({ sendId }, _, { reader }) => {
        const [row] = await loadSends(reader, [sendId])
        if (!row) throw new Error(`send ${sendId} is gone`)
        return row
      },
    }),
    message: t.string({
      description:
        '"Email sent via GHL" with the platform’s acceptance and never without; after 8 s (setting) without its word, that it is in flight.',
      resolve: ({ message }) => message,
    }),
  }
}
