import { foldedWords } from '../identity/folded-words.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'
import type { Places, Region } from './load-places.ts'

/** Which law applies to writing to somebody there (review.md): EU with the EEA, UK with its islands and Gibraltar, Canada, US, others. */
export type LawRegion = 'EU' | 'UK' | 'CA' | 'US' | 'OTHER'

export type Place = {
  /** ISO 3166 alpha-2; US territories are `US` with their own region. */
  countryCode: string | null
  /** State, province or nation, where it is known and matters; `null` otherwise. */
  region: string | null
  /** IANA zone; null rather than a guess when a country has several and nothing says which. */
  timeZone: string | null
  /** Null for an unknown country, which counts as blocked. */
  lawRegion: LawRegion | null
}

export type PlaceText = { country?: string | null; state?: string | null; city?: string | null }

const EU_AND_EEA = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO AX GF GP MQ RE YT MF'.split(' '),
)
const UK_AND_ISLANDS = new Set(['GB', 'GG', 'IM', 'JE', 'GI'])
const US_TERRITORIES = new Set(['PR', 'GU', 'VI', 'AS', 'MP'])

/** Says under which region's rules a country stands; null for an unknown one. */
export function lawRegionOf(countryCode: string | null): LawRegion | null {
  if (countryCode === null) return null
  if (EU_AND_EEA.has(countryCode)) return 'EU'
  if (UK_AND_ISLANDS.has(countryCode)) return 'UK'
  return countryCode === 'CA' || countryCode === 'US' ? countryCode : 'OTHER'
}

function folded(text: string | null | undefined): string {
  return isPlaceholder(text ?? '') ? '' : foldedWords((text ?? '').slice(0, 200))
}

/** The region a word means in one country: its code, a name, an accepted abbreviation, or a beginning that only one name has ("Tenn."). */
function regionIn(country: string, text: string, isShortened: boolean, places: Places): Region | null {
  if (text === '') return null
  const here = places.regions.filter((region) => region.country === country)
  const exact = here.find((region) => region.code.toLowerCase() === text || region.names.includes(text))
  if (exact) return exact
  const joined = text.replaceAll(' ', '')
  const spelled = here.find((region) => region.code.toLowerCase() === joined)
  if (spelled) return spelled
  if (!isShortened || text.length < 3) return null
  const begun = here.filter((region) => region.names.some((name) => name.startsWith(text)))
  return begun.length === 1 ? (begun[0] ?? null) : null
}

/** A region named in full says its country, unless a country has the same name (Georgia) or several regions do. */
function regionAnywhere(text: string, places: Places): Region | null {
  if (text.length < 4) return null
  const named = places.regions.filter((region) => region.names.includes(text))
  return named.length === 1 ? (named[0] ?? null) : null
}

/** Cuts "Georgia, USA" or "Austin, TX, United States" into its parts. */
function parts(text: string | null | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Resolves country, state and city as exports and providers write them. What is ambiguous stays null. Never throws. */
export function placeOf(text: PlaceText, places: Places): Place {
  const countryParts = parts(text.country)
  const stateParts = parts(text.state)
  const cityParts = parts(text.city)
  const countryOf = (word: string | undefined): string | null => places.countryByName.get(folded(word)) ?? null
  const tail = (list: string[]): string | undefined => (list.length > 1 ? list.at(-1) : undefined)

  const countryWord = countryOf(countryParts.at(-1)) ?? countryOf(text.country ?? '')
  const stateWord =
    stateParts[0] ?? (cityParts.length > 1 ? cityParts[1] : undefined) ?? (countryParts.length > 1 ? countryParts.at(-2) : undefined)
  const state = folded(stateWord)
  let country = countryWord ?? countryOf(tail(stateParts)) ?? (cityParts.length > 2 ? countryOf(cityParts.at(-1)) : null)
  if (country === null && stateWord !== undefined) country = regionAnywhere(state, places)?.country ?? null

  const countryWords = folded(text.country)
  const territory = places.regions.find(
    ({ country: of, code, names }) => of === 'US' && US_TERRITORIES.has(code) && names.includes(countryWords),
  )
  const code = country ?? (territory ? 'US' : null)
  if (code === null) return { countryCode: null, region: null, timeZone: null, lawRegion: null }

  const city = folded(cityParts[0] ?? (countryParts.length > 2 ? countryParts[0] : undefined))
  const isShortened = (stateWord ?? '').trim().endsWith('.')
  // "England" in the country field says the nation as well.
  const nation = code === 'GB' ? regionIn(code, countryWords, false, places) : null
  const fromCity = places.regionOfCity.get(`${code}|${city}`)
  const region =
    territory ??
    regionIn(code, state, isShortened, places) ??
    nation ??
    places.regions.find((one) => one.country === code && one.code === fromCity) ??
    null
  const zone = region ? (places.zoneOfCity.get(`${code}|${region.code}|${city}`) ?? region.zone) : null
  return {
    countryCode: code,
    region: region?.code ?? null,
    timeZone: zone ?? places.zoneOfCountry.get(code) ?? null,
    lawRegion: lawRegionOf(code),
  }
}
