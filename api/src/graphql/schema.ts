import { lexicographicSortSchema, type GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import './errors.ts'
import './viewer.ts'
import './company.ts'
import './lead.ts'
import './timeline.ts'
import './safety.ts'
import './health.ts'

/** Every noun is imported above; the schema is what they declare. */
export const schema: GraphQLSchema = lexicographicSortSchema(builder.toSchema())
