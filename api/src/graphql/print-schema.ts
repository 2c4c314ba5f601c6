import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { printSchema } from 'graphql'
import { schema } from './schema.ts'

/** The committed copy of the schema, whose difference is reviewed. */
export const schemaFile: string = fileURLToPath(new URL('../../schema.graphql', import.meta.url))

/** The schema as it is committed. */
export const printedSchema = (): string => `${printSchema(schema)}\n`

/** Whether the committed copy is the schema that runs. */
export const isSchemaCommitted = (): boolean => readFileSync(schemaFile, 'utf8') === printedSchema()

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(schemaFile, printedSchema())
