import { hostname } from 'node:os'
import { z } from 'zod'
import { isSecretName, readSecretFiles } from './secret-files.ts'

/** `true` or `false`, and nothing that only looks like it: a mistyped stop switch must not read as off. */
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true')

const url = z.url()

const database = z.url({ protocol: /^postgres(?:ql)?$/, error: 'an address as postgres://user:password@host:5432/database' })

/** Names of providers, by comma. */
export const providerNames = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  )

/** What API and runner share. */
export const sharedEnvironment = {
  DATABASE_URL: database.describe('PostgreSQL 15 or newer'),
  DATABASE_JOBS_URL: database.optional().describe('the runner; DATABASE_URL when empty'),
  DATABASE_READ_URL: database.optional().describe('replica for who only reads, or read-only role; DATABASE_URL when empty'),
  DATABASE_DIRECT_URL: database.optional().describe('past a pooler, for LISTEN; DATABASE_URL when empty'),
  DATABASE_MIGRATE_URL: database.optional().describe('the migrator; DATABASE_URL when empty'),
  DATABASE_POOLED: flag(false).describe('whether the addresses lead through a pooler in transaction mode that loses names of statements'),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10).describe('the most of one process, for each use'),
  MODE: z.enum(['sandbox', 'production']),
  DATA_DIR: z.string().default('.data'),
  EMERGENCY_STOP: flag(false),
  SHADOW_MODE: flag(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional().describe('where traces go; none are made when empty'),
  /** Set by the supervisor: the end of standard input means that it is gone. */
  STOP_WITH_PARENT: flag(false),
  HOST_NAME: z.string().default(hostname()),
}

/** Where LISTEN goes: past the pooler where there is one. Throws EnvironmentError when nobody said where that is. */
export function listenUrlOf(env: { DATABASE_URL: string; DATABASE_DIRECT_URL?: string | undefined; DATABASE_POOLED: boolean }): string {
  if (env.DATABASE_POOLED && env.DATABASE_DIRECT_URL === undefined)
    throw new EnvironmentError('The environment is not right:\n  DATABASE_DIRECT_URL: needed with DATABASE_POOLED=true; found nothing')
  return env.DATABASE_DIRECT_URL ?? env.DATABASE_URL
}

/** Every mistake of the environment, each with its name, what was found and what is allowed. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError'
}

/**
 * Reads the environment once. Throws EnvironmentError that lists all that is wrong; secrets are never repeated.
 * Empty values count as not set; a secret may stand in a file (`<NAME>_FILE`).
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  values: Record<string, string | undefined>,
): z.infer<z.ZodObject<Shape>> {
  const files = readSecretFiles(Object.keys(shape), values)
  const set = Object.entries(values).filter(([name, value]) => name in shape && value !== undefined && value !== '')
  const given: Record<string, unknown> = { ...Object.fromEntries(set), ...files.values }
  const parsed = z.object(shape).safeParse(given)
  if (parsed.success && files.problems.length === 0) return parsed.data
  const lines = (parsed.error?.issues ?? []).map((issue) => {
    // An entry of a list is named by its variable.
    const name = String(issue.path[0])
    const found = given[name]
    const isSecret = isSecretName(name) || /KEY|SECRET|URL|PASSWORD/.test(name)
    return `  ${name}: ${issue.message}; found ${found === undefined ? 'nothing' : isSecret ? 'a value that is not shown' : JSON.stringify(found)}`
  })
  lines.push(...files.problems.map(({ name, message }) => `  ${name}: ${message}`))
  throw new EnvironmentError(`The environment is not right:\n${lines.join('\n')}`)
}
