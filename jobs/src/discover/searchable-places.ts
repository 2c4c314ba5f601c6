import type { Region, RegionRule } from '../craft/organisation.ts'

const EU_AND_EEA = [
  'Austria',
  'Belgium',
  'Bulgaria',
  'Croatia',
  'Cyprus',
  'Czech Republic',
  'Denmark',
  'Estonia',
  'Finland',
  'France',
  'Germany',
  'Greece',
  'Hungary',
  'Iceland',
  'Ireland',
  'Italy',
  'Latvia',
  'Liechtenstein',
  'Lithuania',
  'Luxembourg',
  'Malta',
  'Netherlands',
  'Norway',
  'Poland',
  'Portugal',
  'Romania',
  'Slovakia',
  'Slovenia',
  'Spain',
  'Sweden',
]

/**
 * Where to look for people, so that no credit is spent on somebody who may not be written to: a search row says nothing of the place, the
 * search itself can. Null: everywhere, because a region that can't be named as a list of countries is allowed. Empty: nowhere.
 */
export function searchablePlaces(rules: Readonly<Record<Region, RegionRule>>): string[] | null {
  if (rules.OTHER !== 'block') return null
  const names: Partial<Record<Region, string[]>> = { US: ['United States'], UK: ['United Kingdom'], CA: ['Canada'], EU: EU_AND_EEA }
  return (['US', 'UK', 'CA', 'EU'] as const).flatMap((region) => (rules[region] === 'block' ? [] : (names[region] ?? [])))
}
