import type { KeysetOrder } from '@swarm/db/keyset'
import { company } from '@swarm/db/schema/company'
import { lead } from '@swarm/db/schema/lead'
import { companyNameKey } from '@swarm/jobs/identity/company-name'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { reads } from './asked-columns.ts'
import { builder, needs } from './builder.ts'
import { Company } from './company.ts'
import { companyColumns } from './company-rows.ts'
import { LeadConnection } from './lead.ts'
import { type LeadRow, leadColumns } from './lead-rows.ts'
import { Lead } from './lead-type.ts'
import { listPage, pageOfEach } from './page.ts'

const byName: KeysetOrder = { name: 'companies', value: sql`${company.nameKey}`, id: sql`${company.id}`, type: 'text', descending: false }

const CompanyConnection = builder.connectionObject(
  { type: Company, name: 'CompanyConnection', description: 'A page of companies.' },
  { name: 'CompanyEdge', description: 'One row of it.' },
)

const beginning = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`

/** The beginning of a name, whatever its case, accents and legal form, or of a domain. */
function conditionsOf(search: string | null | undefined): SQL[] {
  const words = search?.trim() ?? ''
  if (words === '') return []
  if (words.length > 200)
    throw new GraphQLError('A search may have at most 200 characters.', { extensions: { code: 'INVALID_INPUT', path: ['search'] } })
  const key = companyNameKey(words)
  const domain = sql`${company.domain} like ${beginning(words.toLowerCase())}`
  return [key === '' ? domain : sql`(${company.nameKey} like ${beginning(key)} or ${domain})`]
}

builder.queryField('companies', (t) =>
  t.connection(
    {
      type: Company,
      description: 'Employers, by name.',
      extensions: needs('read'),
      args: {
        search: t.arg.string({
          description: 'The beginning of a name or of a domain; case, accents and legal forms do not matter in names.',
        }),
      },
      resolve: (_, args, { reader }) =>
        listPage({
          reader,
          args,
          order: byName,
          from: sql`${company}`,
          conditions: conditionsOf(args.search),
          rows: (db, { where, orderBy, limit }) => db.select(companyColumns).from(company).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.nameKey, id: row.id }),
        }),
    },
    CompanyConnection,
  ),
)

const byScore: KeysetOrder = {
  name: 'company leads',
  value: sql`${lead.sortScore}`,
  id: sql`${lead.id}`,
  type: 'smallint',
  descending: true,
}

builder.objectField(Company, 'leads', (t) =>
  t.connection(
    {
      type: Lead,
      description: 'Leads who work there, by score.',
      extensions: reads('id'),
      resolve: (row, args, { reader, loaders }) =>
        pageOfEach<LeadRow>(
          args,
          byScore,
          (limit) => loaders.bestLeads(limit).load(row.id),
          () => ({
            reader,
            args,
            order: byScore,
            from: sql`${lead}`,
            conditions: [sql`${lead.companyId} = ${row.id}`],
            rows: (db, { where, orderBy, limit }) => db.select(leadColumns).from(lead).where(where).orderBy(orderBy).limit(limit),
            cursorOf: (found) => ({ value: found.sortScore, id: found.id }),
          }),
        ),
    },
    LeadConnection,
  ),
)
