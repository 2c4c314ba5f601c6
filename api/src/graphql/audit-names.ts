import { type SQL, sql } from 'drizzle-orm'
import { builder, needs } from './builder.ts'

/** Where more names stand than anybody looks through, the first by the alphabet. */
const mostNames = 500

/** What stands in a column, each once: walks its index from name to name, so that it costs the same however long the trail is. */
const namesIn = (column: SQL): SQL => sql`
  with recursive step as (
    (select e.${column} as name from audit_entry e order by 1 limit 1)
    union all
    select (select e.${column} from audit_entry e where e.${column} > step.name order by 1 limit 1) from step where step.name is not null)
  select name from step where name is not null limit ${mostNames}`

const AuditNames = builder.objectRef<{ actors: string[]; actions: string[] }>('AuditNames').implement({
  description: 'What auditTrail can be asked for: the names that stand in it.',
  extensions: needs('admin'),
  fields: (t) => ({
    actors: t.exposeStringList('actors', {
      description: `Who has done something: people, keys, agents and providers, by the alphabet; at most ${mostNames}.`,
    }),
    actions: t.exposeStringList('actions', {
      description: `What was done at least once: draft.approved, emergency_stop.set; by the alphabet, at most ${mostNames}.`,
    }),
  }),
})

builder.queryField('auditNames', (t) =>
  t.field({
    type: AuditNames,
    description: 'The actors and actions of the audit trail, for whoever filters it.',
    extensions: needs('admin'),
    resolve: async (_, __, { reader }) =>
      reader.read(async (db) => {
        const { rows } = await db.execute<{ actors: string[]; actions: string[] }>(
          sql`select array(${namesIn(sql`actor`)}) as actors, array(${namesIn(sql`action`)}) as actions`,
        )
        return rows[0] ?? { actors: [], actions: [] }
      }),
  }),
)
