import { loadPlaces } from '@swarm/jobs/place/load-places'
import { placeOf } from '@swarm/jobs/place/time-zone'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const places = loadPlaces()
const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'US',
    'usa',
    'Georgia',
    'GA',
    'Tenn.',
    'N/A',
    'CA',
    'UK',
    ',',
    'Austin, TX',
    'Puerto Rico',
    'London',
    '__proto__',
    'constructor',
  ),
)

test('junk never throws, and what comes out is whole: no zone or law without a country', () => {
  fc.assert(
    fc.property(word, word, word, (country, state, city) => {
      const place = placeOf({ country, state, city }, places)
      if (place.countryCode === null) expect(place).toEqual({ countryCode: null, region: null, timeZone: null, lawRegion: null })
      else expect(place.lawRegion).not.toBeNull()
    }),
    { numRuns: 2000 },
  )
})
