import { GraphQLObjectType, GraphQLSchema, lexicographicSortSchema } from 'graphql'
import { builder } from './builder.ts'
import './errors.ts'
import './viewer.ts'
import './company.ts'
import './companies.ts'
import './enrich-lead.ts'
import './provider.ts'
import './lead.ts'
import './lead-status.ts'
import './timeline.ts'
import './activity.ts'
import './delivery.ts'
import './draft/queries.ts'
import './draft/mutations.ts'
import './blocked.ts'
import './draft/edits.ts'
import './draft/template-proposal.ts'
import './approve-and-send.ts'
import './recraft-draft.ts'
import './template.ts'
import './draft/subscriptions.ts'
import './history.ts'
import './import.ts'
import './lead-insight.ts'
import './run.ts'
import './run-source.ts'
import './lists.ts'
import './send.ts'
import './batch.ts'
import './send-recall.ts'
import './enrollment.ts'
import './cadence.ts'
import './decay.ts'
import './revival.ts'
import './score.ts'
import './calibration.ts'
import './forecast.ts'
import './webhook.ts'
import './what-if.ts'
import './cost.ts'
import './meeting.ts'
import './task.ts'
import './note.ts'
import './merge.ts'
import './erasure.ts'
import './create-lead.ts'
import './parked-send.ts'
import './reply.ts'
import './reply-mutations.ts'
import './ramp.ts'
import './go-live.ts'
import './day.ts'
import './record-check.ts'
import './standing-approval.ts'
import './linkedin.ts'
import './account.ts'
import './campaign.ts'
import './kpi.ts'
import './experiment.ts'
import './access.ts'
import './access-scope.ts'
import './dispatch.ts'
import './reconciliation.ts'
import './safety.ts'
import './alert.ts'
import './flag-systematic-fault.ts'
import './statement.ts'
import './safety-checks.ts'
import './audit-verification.ts'
import './audit-names.ts'
import './audit-trail.ts'
import './settings.ts'
import './health.ts'
import { sandboxMutation } from './clock.ts'
import { withPlainFields } from './plain-fields.ts'

const declared = builder.toSchema()

/** Every noun is imported above; the schema is what they declare: that of a sandbox, which has everything. */
export const schema: GraphQLSchema = withPlainFields(lexicographicSortSchema(declared))

/** What this mode has: nothing outside a sandbox moves a clock, so there is no such field to ask for. */
export function schemaFor(mode: 'sandbox' | 'production'): GraphQLSchema {
  if (mode === 'sandbox') return schema
  const config = declared.toConfig()
  const everything = config.mutation?.toConfig()
  if (!everything) return schema
  const { [sandboxMutation]: _, ...fields } = everything.fields
  const names = ['Input', 'Success', 'Result'].map((part) => `${sandboxMutation.charAt(0).toUpperCase()}${sandboxMutation.slice(1)}${part}`)
  const types = config.types.filter((type) => type !== config.mutation && !names.includes(type.name))
  const open = new GraphQLSchema({ ...config, types, mutation: new GraphQLObjectType({ ...everything, fields }) })
  return withPlainFields(lexicographicSortSchema(open))
}
