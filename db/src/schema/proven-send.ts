import { boolean, index, smallint, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { channel } from './draft.ts'
import { tier } from './lead.ts'

/**
 * A send that its platform has proven, as figures count it: narrow, because they read a year of them at once, and with what came back. It is
 * derived from `send` and `signal` by triggers alone, in the transaction of the change (db/functions/proven-sends.sql). Internal tests are not here.
 */
export const provenSend = snakeCase.table(
  'proven_send',
  {
    /** That of the send. */
    id: uuid().primaryKey(),
    leadId: uuid().notNull(),
    /** The campaign that holds it, else its batch: opens are tracked in all of one or in none. */
    container: uuid(),
    at: instant().notNull(),
    channel: channel().notNull(),
    tier: tier(),
    /** Bits: 1 an open was told of, 2 a person opened, 4 answered, 8 bounced, 16 opted out, 32 connected. */
    heard: smallint().notNull().default(0),
    account: text().notNull(),
    angle: text(),
    campaign: text(),
    variant: text(),
    /** Who approved the text; where nobody did so alone, who approved its batch. */
    reviewer: text(),
    /** A LinkedIn request: it alone can be accepted, a message can't. Null where triggers of before this column kept the send: the next start looks. */
    isRequest: boolean(),
  },
  (t) => [index('proven_send_at').on(t.at), index('proven_send_lead').on(t.leadId, t.at)],
)
