import { type GraphQLSchema, lexicographicSortSchema } from 'graphql'
import { builder } from './builder.ts'
import './errors.ts'
import './viewer.ts'
import './company.ts'
import './lead.ts'
import './timeline.ts'
import './draft/queries.ts'
import './draft/mutations.ts'
import './draft/subscriptions.ts'
import './import.ts'
import './lists.ts'
import './safety.ts'
import './health.ts'

/** Every noun is imported above; the schema is what they declare. */
export const schema: GraphQLSchema = lexicographicSortSchema(builder.toSchema())
