import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import { companyNameKey } from '../identity/company-name.ts'
import { parseDomain } from '../identity/domain-name.ts'
import { INDUSTRY_KEYWORDS, type Sources, type TargetList, VP_AND_ABOVE } from '../settings/sources.ts'

/** Where a run takes its leads from. */
export type Source = { kind: 'new' } | { kind: 'import'; importId: string } | { kind: 'search'; list: TargetList }

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** The id of an import as a person may have it: as the API gives it out, or bare. */
function importIdOf(text: string): string {
  if (uuid.test(text)) return text
  const [kind, id] = Buffer.from(text, 'base64url').toString('utf8').split(':')
  if (kind === 'Import' && id !== undefined && uuid.test(id)) return id
  throw new InvalidInputError(`"import:${text.slice(0, 80)}" is not the id of an import.`, ['source'])
}

/**
 * Reads the name of a source: `new`, `import:<id>`, a target list of the settings, an industry, or a company by its domain or the name it has
 * here. Throws InvalidInputError that says what there is, when it is none of these.
 */
export async function resolveSource(tx: Sql, name: string, { lists }: Sources): Promise<Source> {
  if (name === 'new') return { kind: 'new' }
  if (name.startsWith('import:')) {
    const importId = importIdOf(name.slice('import:'.length))
    const { rows } = await tx.execute<{ id: string }>(sql`select id from import where id = ${importId} and kind = 'LEADS'`)
    if (rows.length === 0) throw new NotFoundError('There is no such import of leads.', ['source'])
    return { kind: 'import', importId }
  }
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined
  if (list) return { kind: 'search', list }
  const slug = name.replace(/^(?:industry|company):/, '')
  const keywords = Object.hasOwn(INDUSTRY_KEYWORDS, slug) ? INDUSTRY_KEYWORDS[slug] : undefined
  if (keywords && !name.startsWith('company:')) {
    return { kind: 'search', list: { ...lists['default'], seniorities: VP_AND_ABOVE, companyKeywords: [...keywords] } }
  }
  const domain = await companyDomain(tx, slug)
  if (domain !== null) return { kind: 'search', list: { seniorities: VP_AND_ABOVE, companyDomains: [domain] } }
  throw new InvalidInputError(
    `There is no source "${name.slice(0, 80)}". It may be new, import:<id>, a target list (${Object.keys(lists).join(', ')}), an industry (${Object.keys(INDUSTRY_KEYWORDS).join(', ')}), or a company: its domain, or its name as a slug.`,
    ['source'],
  )
}

/** A company by its domain (`acme.com`), or one that is known here by its name (`acme-consulting`). */
async function companyDomain(tx: Sql, slug: string): Promise<string | null> {
  const parsed = parseDomain(slug)
  if (parsed.ok) return parsed.domain
  const { rows } = await tx.execute<{ domain: string }>(sql`
    select domain from company where name_key = ${companyNameKey(slug.replaceAll('-', ' '))} and domain is not null order by id limit 1`)
  return rows[0]?.domain ?? null
}
