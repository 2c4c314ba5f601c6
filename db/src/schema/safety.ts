import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgEnum, smallint, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/** One emergency stop, of everything or of one angle, from its setting to its lifting. */
export const emergencyStop = snakeCase.table(
  'emergency_stop',
  {
    id: id(),
    /** `ALL` or `ANGLE:<angle>`. */
    scope: text().notNull(),
    reason: text().notNull(),
    isDrill: boolean().notNull().default(false),
    setBy: text().notNull(),
    setAt: instant().notNull(),
    liftedBy: text(),
    liftedAt: instant(),
    liftReason: text(),
  },
  (t) => [
    uniqueIndex('emergency_stop_one_per_scope').on(t.scope).where(sql`${t.liftedAt} is null`),
    check('emergency_stop_lifted_by_someone', sql`num_nonnulls(${t.liftedBy}, ${t.liftedAt}, ${t.liftReason}) in (0, 3)`),
  ],
)

export const alertSeverity = pgEnum('alert_severity', ['INFO', 'WARNING', 'CRITICAL'])

/** One open alert per cause, with a count. Its level says by how many ways people are told of it: 1 Slack, 2 SMS too, 3 email too. */
export const alert = snakeCase.table(
  'alert',
  {
    id: id(),
    cause: text().notNull(),
    severity: alertSeverity().notNull(),
    message: text().notNull(),
    count: integer().notNull().default(1),
    firstAt: instant().notNull(),
    lastAt: instant().notNull(),
    acknowledgedBy: text(),
    acknowledgedAt: instant(),
    resolvedBy: text(),
    resolvedAt: instant(),
    resolveNote: text(),
    level: smallint().notNull().default(1),
    /** Since when it has its level. */
    levelAt: instant().notNull().default(sql`now()`),
    /** The highest level whose notices were planned. */
    toldLevel: smallint().notNull().default(0),
  },
  (t) => [
    uniqueIndex('alert_one_open_per_cause').on(t.cause).where(sql`${t.resolvedAt} is null`),
    index('alert_last').on(t.lastAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('alert_open').on(t.lastAt.desc().nullsFirst(), t.id.desc().nullsFirst()).where(sql`${t.resolvedAt} is null`),
    check('alert_level', sql`${t.level} between 1 and 3 and ${t.toldLevel} between 0 and ${t.level}`),
  ],
)
