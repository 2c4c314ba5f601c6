// Writes src/graphql-env.d.ts, from which gql.tada types every document. Usage: generate-graphql-types.mjs [schema.graphql]
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal'
import { buildSchema, introspectionFromSchema } from 'graphql'

const web = resolve(import.meta.dirname, '..')
const schemaPath = resolve(process.argv[2] ?? `${web}/../api/schema.graphql`)
const introspection = minifyIntrospection(introspectionFromSchema(buildSchema(readFileSync(schemaPath, 'utf8'))))
writeFileSync(`${web}/src/graphql-env.d.ts`, outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }))
