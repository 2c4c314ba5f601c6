import { sql } from 'drizzle-orm'
import { check, index, integer, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/** An employer, known by its registrable domain, else by normalised name and country. */
export const company = snakeCase.table(
  'company',
  {
    id: id(),
    name: text().notNull(),
    /** The name without legal form, case, accents and punctuation: for matching, never shown. */
    nameKey: text().notNull(),
    domain: text().unique(),
    countryCode: text(),
    industry: text(),
    /** People who work there, lower and upper bound; equal where the number is known exactly. */
    employeesMin: integer(),
    employeesMax: integer(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('company_without_domain').on(t.nameKey, sql`coalesce(${t.countryCode}, '')`).where(sql`${t.domain} is null`),
    index('company_name_key').on(t.nameKey),
    index('company_name_prefix').on(t.nameKey.op('text_pattern_ops')),
    index('company_domain_prefix').on(t.domain.op('text_pattern_ops')),
    index('company_domain_backwards').on(sql`reverse(${t.domain}) text_pattern_ops`),
    // Lists name companies in any spelling: their names without blanks are compared.
    index('company_name_in_one').on(sql`replace(${t.nameKey}, ' ', '') text_pattern_ops`),
    index('company_by_name').on(t.nameKey, t.id),
    index('company_industry').on(sql`lower(${t.industry})`, t.industry),
    check('company_employees_in_order', sql`${t.employeesMin} <= ${t.employeesMax}`),
  ],
)
