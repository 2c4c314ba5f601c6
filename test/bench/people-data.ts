import { readFileSync } from 'node:fs'
import type { Writer } from '@swarm/db/write'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { type MadeFacts, makeLeads } from '../harness/make-leads.ts'
import { scoreLeads } from '../integration/segment/score-leads.ts'
import type { Dataset } from './kept.ts'
import { lists } from './lists-data.ts'

/** Facts as the messy sample export has them, so that reading them costs what it costs. */
const sample = z
  .array(z.record(z.string(), z.string()))
  .parse(
    parse(readFileSync(new URL('../../web/public/samples/leads-5k.csv', import.meta.url)), { columns: true, relax_column_count: true }),
  )
const columns = {
  firstName: 'First Name',
  lastName: 'Last Name',
  title: 'Title',
  companyName: 'Company Name',
  employeeCount: '# Employees',
  industry: 'Industry',
  technologies: 'Technologies',
  keywords: 'Keywords',
} as const

const names = {
  domain: (nth: number) => `firm${Math.floor(nth / 3)}.example`,
  email: (nth: number) => `lead${nth}@${names.domain(nth)}`,
  profile: (nth: number) => `lead-${nth}`,
}

/** What an export tells of one person. Each has an address, a profile and a place of their own where somebody may be written to. */
function factsOf(nth: number): MadeFacts {
  const row = sample[nth % sample.length] ?? {}
  const email = names.email(nth)
  const told = Object.entries(columns).flatMap(([name, column]): [string, string][] => {
    const value = row[column] ?? ''
    return value === '' ? [] : [[name, value]]
  })
  return {
    ...Object.fromEntries(told),
    companyDomain: names.domain(nth),
    city: 'Denver',
    region: 'Colorado',
    country: 'United States',
    email,
    emailStatus: { address: email, status: nth % 3 === 0 ? 'VERIFIED' : 'LIKELY' },
    linkedinUrl: `https://www.linkedin.com/in/${names.profile(nth)}`,
  }
}

const atOnce = 5_000
const scoredAtOnce = 500
/** Leads that are scored, and as many that no run has seen yet. */
export const peopleOfEach = 100_000

const make = (from: number, count: number) => async (writer: Writer) => {
  for (let made = 0; made < count; made += atOnce)
    await makeLeads(
      writer,
      Array.from({ length: atOnce }, (_, nth) => factsOf(from + made + nth)),
    )
}

/** Scores the first ones as a run does; one in a hundred has heard news since. */
async function score(writer: Writer): Promise<void> {
  const { rows } = await writer.pool.query<{ id: string }>('select id from lead order by id')
  const ids = rows.map(({ id }) => id)
  for (let from = 0; from < ids.length; from += scoredAtOnce) await scoreLeads(writer, ids.slice(from, from + scoredAtOnce))
  await writer.pool.query(
    `update lead_observation set facts = jsonb_set(facts, '{title,value}', '"Chief Executive Officer"') where lead_id = any($1)`,
    [ids.filter((_, nth) => nth % 100 === 0)],
  )
}

/** People with the facts of an export: 100,000 that were scored, 100,000 that a run may take; lists name some of both. */
export const people: Dataset = {
  name: 'people',
  version: 2,
  steps: [
    { name: 'lists', work: lists({ leads: 2 * peopleOfEach, ...names }) },
    { name: 'those who get a score', work: make(0, peopleOfEach) },
    { name: 'analyzed', work: 'analyze lead, lead_observation' },
    { name: 'scored', work: score },
    { name: 'those whom a run may take', work: make(peopleOfEach, peopleOfEach) },
  ],
}
