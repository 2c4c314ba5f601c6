import { isDeepStrictEqual } from 'node:util'
import type { Reader } from '@swarm/db/read'
import { isJsonObject } from '@swarm/jobs/settings/merge-patch'
import { editableSections } from '@swarm/jobs/settings/sections'
import { loadStoredSettings } from '@swarm/jobs/settings/stored-settings'
import { sql } from 'drizzle-orm'

export type SandboxSuppression = {
  email: string | null
  domain: string | null
  linkedinUrl: string | null
  reason: string
  source: string
  until: string | null
}
export type SandboxExclusion = {
  email: string | null
  domain: string | null
  linkedinUrl: string | null
  kind: string
  name: string | null
  note: string | null
  source: string
}

export type Patch = Record<string, unknown>

/** What a sandbox hands over when production begins. */
export type Sandbox = {
  /** What people have changed since its first start, by section: a patch of it. What a sandbox began with is its own. */
  sections: Record<string, Patch>
  suppressions: SandboxSuppression[]
  exclusions: SandboxExclusion[]
  /** People who were erased there: they are known by digests of that database alone, which no other can read. */
  erased: number
}

/** Sections about a provider's own things, or about what was confirmed of them: what stood in for them in a sandbox says nothing of the real ones. */
const ofTheSandboxAlone = ['linkedin']
/** Brakes are let go in production, by its own list, and never by what was tried in a sandbox. */
const brakePaths = ['shadowMode', 'gatekeeperRequired']

/** Reads it. Throws when the database is no sandbox: nothing is carried over from one production to another by this way. */
export async function readSandbox(reader: Reader): Promise<Sandbox> {
  return reader.read(async (db) => {
    const { rows: born } = await db.execute<{ mode: string }>(sql`select mode from installation`)
    if (born[0]?.mode !== 'sandbox') throw new Error('The database to carry over from is not a sandbox.')
    const stored = await loadStoredSettings(db, editableSections)
    const { rows: firsts } = await db.execute<{ section: string; document: unknown }>(
      sql`select section, document from setting_version where version = 1 and created_by = 'first start'`,
    )
    const { rows: suppressions } = await db.execute<SandboxSuppression & { isErased: boolean }>(sql`
      select email, domain, linkedin_url as "linkedinUrl", reason, source, until, num_nonnulls(email, domain, linkedin_url) = 0 as "isErased"
      from suppression where lifted_at is null and (until is null or until > business_now()) order by id`)
    const { rows: exclusions } = await db.execute<SandboxExclusion>(sql`
      select email, domain, linkedin_url as "linkedinUrl", kind, name, note, source from exclusion where removed_at is null order by id`)
    return {
      sections: Object.fromEntries(
        stored
          .filter(({ editable }) => !ofTheSandboxAlone.includes(editable.section.name))
          .map(({ editable: { section }, document }) => {
            const began = section.schema.parse(firsts.find((one) => one.section === section.name)?.document ?? {})
            const changed = patchBetween(began, document) ?? {}
            return [
              section.name,
              Object.fromEntries(Object.entries(changed).filter(([key]) => section.name !== 'dispatch' || !brakePaths.includes(key))),
            ] as const
          })
          .filter(([, patch]) => Object.keys(patch).length > 0),
      ),
      suppressions: suppressions.filter(({ isErased }) => !isErased).map(({ isErased: _, ...named }) => named),
      exclusions,
      erased: suppressions.filter(({ isErased }) => isErased).length,
    }
  })
}

/** What makes one document of the other (JSON merge patch); null where nothing differs. */
function patchBetween(before: unknown, after: unknown): Patch | null {
  if (!isJsonObject(after)) return null
  const known = isJsonObject(before) ? before : {}
  const changed = [...new Set([...Object.keys(known), ...Object.keys(after)])].flatMap((key): [string, unknown][] => {
    if (isDeepStrictEqual(known[key], after[key])) return []
    if (isJsonObject(known[key]) && isJsonObject(after[key])) return [[key, patchBetween(known[key], after[key]) ?? {}]]
    return [[key, after[key] ?? null]]
  })
  return Object.fromEntries(changed)
}
