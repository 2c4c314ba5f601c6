import { describe, expect, test } from 'vitest'
import { loadPlaces } from './load-places.ts'
import { placeOf } from './time-zone.ts'

const places = loadPlaces()

describe('country, region, zone and law', () => {
  test.each([
    ['United States', 'Georgia', 'Atlanta', 'US', 'GA', 'America/New_York', 'US'],
    ['USA', 'mt', 'Missoula', 'US', 'MT', 'America/Denver', 'US'],
    ['U.S.A.', 'Geor.', '', 'US', 'GA', 'America/New_York', 'US'],
    ['usa', 'Tenn.', 'Knoxville', 'US', 'TN', 'America/New_York', 'US'],
    ['US', 'TN', 'Nashville', 'US', 'TN', 'America/Chicago', 'US'],
    ['US', 'Indi.', 'Gary', 'US', 'IN', 'America/Chicago', 'US'],
    ['US', 'in', 'Indianapolis', 'US', 'IN', 'America/Indiana/Indianapolis', 'US'],
    ['US', 'New .', 'New York', 'US', 'NY', 'America/New_York', 'US'],
    ['US', 'New .', '', 'US', null, null, 'US'],
    ['US', 'Nort.', 'Fargo', 'US', 'ND', 'America/Chicago', 'US'],
    ['US', '', '', 'US', null, null, 'US'],
    ['', 'Georgia, USA', '', 'US', 'GA', 'America/New_York', 'US'],
    ['', 'California', '', 'US', 'CA', 'America/Los_Angeles', 'US'],
    ['', '', 'Austin, TX, United States', 'US', 'TX', 'America/Chicago', 'US'],
    ['Puerto Rico', '', '', 'US', 'PR', 'America/Puerto_Rico', 'US'],
    ['Georgia', '', '', 'GE', null, 'Asia/Tbilisi', 'OTHER'],
    ['England', '', 'London', 'GB', 'ENG', 'Europe/London', 'UK'],
    ['UK', 'Scotland', '', 'GB', 'SCT', 'Europe/London', 'UK'],
    ['Great Britain', '', '', 'GB', null, 'Europe/London', 'UK'],
    ['Jersey', '', '', 'JE', null, 'Europe/Jersey', 'UK'],
    ['Guernsey', '', '', 'GG', null, 'Europe/Guernsey', 'UK'],
    ['Isle of Man', '', '', 'IM', null, 'Europe/Isle_of_Man', 'UK'],
    ['Gibraltar', '', '', 'GI', null, 'Europe/Gibraltar', 'UK'],
    ['Iceland', '', '', 'IS', null, 'Atlantic/Reykjavik', 'EU'],
    ['Liechtenstein', '', '', 'LI', null, 'Europe/Vaduz', 'EU'],
    ['La Réunion', '', '', 'RE', null, 'Indian/Reunion', 'EU'],
    ['Schweiz', '', '', 'CH', null, 'Europe/Zurich', 'OTHER'],
    ['Deutschland', '', '', 'DE', null, 'Europe/Berlin', 'EU'],
    ['DE', '', '', 'DE', null, 'Europe/Berlin', 'EU'],
    ['España', 'Canarias', '', 'ES', 'CN', 'Atlantic/Canary', 'EU'],
    ['Norway', '', '', 'NO', null, 'Europe/Oslo', 'EU'],
    ['Canada', 'ON', 'Toronto', 'CA', 'ON', 'America/Toronto', 'CA'],
    ['Canada', '', '', 'CA', null, null, 'CA'],
    ['Australia', 'WA', 'Perth', 'AU', 'WA', 'Australia/Perth', 'OTHER'],
    ['India', 'KA', 'Bengaluru', 'IN', null, 'Asia/Kolkata', 'OTHER'],
    ['Brazil', 'SP', '', 'BR', 'SP', 'America/Sao_Paulo', 'OTHER'],
    ['Atlantis', 'Deep', 'Down', null, null, null, null],
    ['', 'CA', '', null, null, null, null],
    ['N/A', 'null', '-', null, null, null, null],
  ])('%s / %s / %s', (country, state, city, countryCode, region, timeZone, lawRegion) => {
    expect(placeOf({ country, state, city }, places)).toEqual({ countryCode, region, timeZone, lawRegion })
  })
})

test('every zone of the data files is one the platform knows', () => {
  const zones = new Set([
    ...places.zoneOfCountry.values(),
    ...places.zoneOfCity.values(),
    ...places.regions.flatMap((region) => (region.zone === null ? [] : [region.zone])),
  ])
  for (const timeZone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow()
})
