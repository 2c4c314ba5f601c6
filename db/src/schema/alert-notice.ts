import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  pgEnum,
  primaryKey,
  smallint,
  snakeCase,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { draft } from './draft.ts'
import { alert } from './safety.ts'

/** The ways by which people hear of an alert. */
export const alertChannelName = pgEnum('alert_channel_name', ['SLACK', 'SMS', 'EMAIL'])

/**
 * PLANNED → IN_FLIGHT → SENT (taken by the provider) → DELIVERED (where the provider says so). UNKNOWN: no clear answer, never sent again
 * blindly. GIVEN_UP: it will not go. SKIPPED: not configured, or nobody had to hear it any more.
 */
export const noticeState = pgEnum('notice_state', ['PLANNED', 'IN_FLIGHT', 'SENT', 'DELIVERED', 'UNKNOWN', 'GIVEN_UP', 'SKIPPED'])

/** One person (or channel) told of one level of one alert. Several that are due together travel in one message. */
export const alertNotice = snakeCase.table(
  'alert_notice',
  {
    id: id(),
    alertId: uuid()
      .notNull()
      .references(() => alert.id, { onDelete: 'cascade' }),
    level: smallint().notNull(),
    channel: alertChannelName().notNull(),
    /** A number, an address; `webhook` for Slack, whose address is a secret. */
    recipient: text().notNull(),
    state: noticeState().notNull(),
    attempts: integer().notNull().default(0),
    /** The message that carries it, and the words of that message as they left. */
    messageId: uuid(),
    words: text(),
    /** The provider's id of that message. */
    providerId: text(),
    code: text(),
    problem: text(),
    createdAt: instant().notNull(),
    settledAt: instant(),
    /** Real time, as all waiting: not tried or looked at before; taken until. */
    notBefore: timestamp({ withTimezone: true }),
    leaseUntil: timestamp({ withTimezone: true }),
  },
  (t) => [
    uniqueIndex('alert_notice_once').on(t.alertId, t.level, t.channel, t.recipient),
    index('alert_notice_waiting').on(t.channel, t.recipient, t.createdAt).where(sql`${t.state} = 'PLANNED'`),
    index('alert_notice_open').on(t.notBefore).where(sql`${t.state} in ('IN_FLIGHT', 'UNKNOWN', 'SENT')`),
    index('alert_notice_last').on(t.channel, t.recipient, t.leaseUntil),
    index('alert_notice_message').on(t.messageId),
    check('alert_notice_level', sql`${t.level} between 1 and 3`),
    check('alert_notice_has_message', sql`${t.state} not in ('IN_FLIGHT', 'SENT', 'DELIVERED', 'UNKNOWN') or ${t.messageId} is not null`),
  ],
)

/** Whether a way works, as the runner saw it last. */
export const alertChannel = snakeCase.table('alert_channel', {
  channel: alertChannelName().primaryKey(),
  isReady: boolean().notNull(),
  /** What is missing, for people. */
  problem: text(),
  checkedAt: instant().notNull(),
})

export const slaKind = pgEnum('sla_kind', ['FIRST_LOOK', 'DECISION'])

/** A draft that waited longer than was promised: written, and alerted, once. */
export const slaBreach = snakeCase.table(
  'sla_breach',
  {
    draftId: uuid()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    kind: slaKind().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.draftId, t.kind] }), index('sla_breach_at').on(t.at.desc().nullsFirst())],
)
