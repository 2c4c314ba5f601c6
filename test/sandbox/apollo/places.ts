/** City, state, country as Apollo writes them. US cities spread over the time zones. */
export interface Place {
  city: string | null
  state: string | null
  country: string | null
}

const US_CITIES: readonly (readonly [string, string])[] = [
  ['New York', 'New York'],
  ['Boston', 'Massachusetts'],
  ['Atlanta', 'Georgia'],
  ['Miami', 'Florida'],
  ['Tampa', 'Florida'],
  ['Charlotte', 'North Carolina'],
  ['Philadelphia', 'Pennsylvania'],
  ['Detroit', 'Michigan'],
  ['Columbus', 'Ohio'],
  ['Washington', 'District of Columbia'],
  ['Chicago', 'Illinois'],
  ['Dallas', 'Texas'],
  ['Austin', 'Texas'],
  ['Houston', 'Texas'],
  ['Nashville', 'Tennessee'],
  ['Minneapolis', 'Minnesota'],
  ['Kansas City', 'Missouri'],
  ['Omaha', 'Nebraska'],
  ['New Orleans', 'Louisiana'],
  ['Denver', 'Colorado'],
  ['Boulder', 'Colorado'],
  ['Salt Lake City', 'Utah'],
  ['Albuquerque', 'New Mexico'],
  ['Boise', 'Idaho'],
  ['Bozeman', 'Montana'],
  ['Phoenix', 'Arizona'],
  ['Scottsdale', 'Arizona'],
  ['Los Angeles', 'California'],
  ['San Francisco', 'California'],
  ['San Diego', 'California'],
  ['Seattle', 'Washington'],
  ['Portland', 'Oregon'],
  ['Las Vegas', 'Nevada'],
  ['Honolulu', 'Hawaii'],
  ['Anchorage', 'Alaska'],
]

const UK_CITIES: readonly (readonly [string, string])[] = [
  ['London', 'England'],
  ['Manchester', 'England'],
  ['Leeds', 'England'],
  ['Bristol', 'England'],
  ['Birmingham', 'England'],
  ['Edinburgh', 'Scotland'],
  ['Glasgow', 'Scotland'],
  ['Cardiff', 'Wales'],
  ['Belfast', 'Northern Ireland'],
]

const OTHER_CITIES: Record<string, readonly (readonly [string, string])[]> = {
  Canada: [
    ['Toronto', 'Ontario'],
    ['Vancouver', 'British Columbia'],
    ['Calgary', 'Alberta'],
    ['Montreal', 'Quebec'],
  ],
  Germany: [
    ['Berlin', 'Berlin'],
    ['Munich', 'Bavaria'],
    ['Hamburg', 'Hamburg'],
  ],
  France: [
    ['Paris', 'Ile-de-France'],
    ['Lyon', 'Auvergne-Rhone-Alpes'],
  ],
  Netherlands: [['Amsterdam', 'North Holland']],
  Spain: [
    ['Madrid', 'Community of Madrid'],
    ['Barcelona', 'Catalonia'],
  ],
  Ireland: [['Dublin', 'County Dublin']],
  India: [
    ['Bengaluru', 'Karnataka'],
    ['Mumbai', 'Maharashtra'],
  ],
  Australia: [
    ['Sydney', 'New South Wales'],
    ['Melbourne', 'Victoria'],
  ],
  Brazil: [['Sao Paulo', 'State of Sao Paulo']],
  Singapore: [['Singapore', 'Singapore']],
}

/** Where the people of the sandbox live: mostly the United States, where the product's sender may write. */
export const COUNTRY_SHARES: readonly (readonly [string, number])[] = [
  ['United States', 70],
  ['United Kingdom', 15],
  ['Canada', 4],
  ['Germany', 2.5],
  ['France', 1.5],
  ['Netherlands', 1],
  ['Spain', 1],
  ['Ireland', 1],
  ['India', 1.5],
  ['Australia', 1.5],
  ['Brazil', 0.5],
  ['Singapore', 0.5],
]

/** Whose given and family names are usual there (countries of names.csv); the United States take from many. */
export const NAME_COUNTRIES: Record<string, readonly (readonly [string, number])[]> = {
  'United States': [
    ['US', 55],
    ['GB', 15],
    ['MX', 8],
    ['IN', 4],
    ['IT', 4],
    ['IE', 4],
    ['DE', 3],
    ['KR', 2],
    ['VN', 2],
    ['PL', 2],
    ['CN', 1],
  ],
  'United Kingdom': [
    ['GB', 75],
    ['IE', 8],
    ['IN', 7],
    ['PL', 5],
    ['RO', 3],
    ['FR', 2],
  ],
  Canada: [
    ['CA', 55],
    ['GB', 20],
    ['FR', 15],
    ['IN', 10],
  ],
  Germany: [
    ['DE', 85],
    ['TR', 15],
  ],
  France: [['FR', 1]],
  Netherlands: [['NL', 1]],
  Spain: [['ES', 1]],
  Ireland: [['IE', 1]],
  India: [['IN', 1]],
  Australia: [
    ['AU', 70],
    ['GB', 30],
  ],
  Brazil: [['BR', 1]],
  Singapore: [
    ['CN', 60],
    ['GB', 40],
  ],
}

export function citiesOf(country: string): readonly (readonly [string, string])[] {
  if (country === 'United States') return US_CITIES
  if (country === 'United Kingdom') return UK_CITIES
  return OTHER_CITIES[country] ?? []
}
