import { readFileSync } from 'node:fs'

/** What the place rule looks things up in; names are folded, codes upper case. */
export type Places = {
  /** Folded name or lower-case ISO code → ISO 3166 alpha-2. */
  countryByName: ReadonlyMap<string, string>
  /** ISO code → leading IANA zone; absent when the country has none. */
  zoneOfCountry: ReadonlyMap<string, string>
  regions: readonly Region[]
  /** `country|region|city` → IANA zone, for cities whose zone isn't their region's. */
  zoneOfCity: ReadonlyMap<string, string>
  /** `country|city` → region code, for large cities. */
  regionOfCity: ReadonlyMap<string, string>
}
export type Region = { country: string; code: string; zone: string | null; names: readonly string[] }

function rowsOf(file: string): string[][] {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8')
  return text
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split(','))
}

/** Reads the places that ship with the product; call once when the process starts. */
export function loadPlaces(): Places {
  const countryByName = new Map<string, string>()
  const zoneOfCountry = new Map<string, string>()
  for (const [code = '', zone = '', names = ''] of rowsOf('countries.csv')) {
    if (zone !== '') zoneOfCountry.set(code, zone)
    for (const name of names.split('|')) if (name !== '') countryByName.set(name, code)
    countryByName.set(code.toLowerCase(), code)
  }
  const regions = rowsOf('regions.csv').map(([country = '', code = '', zone = '', names = '']) => {
    return { country, code, zone: zone === '' ? null : zone, names: names.split('|') }
  })
  const zoneOfCity = new Map<string, string>()
  const regionOfCity = new Map<string, string>()
  for (const [country = '', region = '', zone = '', cities = ''] of rowsOf('cities.csv')) {
    for (const city of cities.split('|')) {
      if (zone === '') regionOfCity.set(`${country}|${city}`, region)
      else zoneOfCity.set(`${country}|${region}|${city}`, zone)
    }
  }
  return { countryByName, zoneOfCountry, regions, zoneOfCity, regionOfCity }
}
