import { defineConfig } from 'drizzle-kit'

/** Partitioned tables (src/partitioned) can't be said in the schema language: they are made by custom migrations. */
export default defineConfig({ dialect: 'postgresql', schema: './src/schema/*.ts', out: './migrations' })
