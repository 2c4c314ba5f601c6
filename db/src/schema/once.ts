import { index, primaryKey, smallint, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { channel } from './draft.ts'

/**
 * The right to send: one person, one round, one step, one channel, ever (I1). Taken by `reserve`, never given back but to the same send, and
 * to another where that one ended and certainly never left (`never_left`).
 * Never partitioned, never pruned, kept through erasure and merge (I23).
 */
export const sendOnce = snakeCase.table(
  'send_once',
  {
    person: text().notNull(),
    round: smallint().notNull(),
    step: smallint().notNull(),
    channel: channel().notNull(),
    sendId: uuid().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.person, t.round, t.step, t.channel] }), index('send_once_send').on(t.sendId)],
)

/** One delivery, applied once: the provider's event id, or the hash of what the event says (I7). Never pruned. */
export const deliveryOnce = snakeCase.table(
  'delivery_once',
  { provider: text().notNull(), key: text().notNull(), deliveryId: uuid().notNull(), at: instant().notNull() },
  (t) => [primaryKey({ columns: [t.provider, t.key] })],
)
