import type { World } from '../context.ts'
import type { CalledProvider } from './provider-names.ts'

/** What a provider is asked for a test: it costs nothing, changes nothing, and answers a sentence. A word instead: why nothing can be asked. */
export type TestCall = (() => Promise<string>) | 'NO_KEY' | { untestable: string }

const nobody = 'nobody@example.com'
const count = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`

/** The test of each provider, by what this process can call. */
export function testCallOf(provider: CalledProvider, world: World): TestCall {
  const { apollo, betterContact, clay, zeroBounce, instantly, heyreach, ghl, resend, smtpHost, slack, twilio, languageModel } = world
  switch (provider) {
    case 'apollo':
      return apollo === null
        ? 'NO_KEY'
        : async () => `It finds ${(await apollo.searchPeople({ titles: ['ceo'] }, 1, 1)).total} people by a search, which is free.`
    case 'bettercontact':
      return betterContact === null
        ? 'NO_KEY'
        : async () => {
            const left = await betterContact.balance()
            return left === null ? 'It knows our key.' : `${count(left, 'credit')} left.`
          }
    case 'zerobounce':
      return zeroBounce === null ? 'NO_KEY' : async () => `${count(await zeroBounce.credits(), 'credit')} left.`
    case 'clay':
      return clay === null ? 'NO_KEY' : { untestable: 'Its table takes rows alone: a test would be one of the 50,000 of its life.' }
    case 'instantly':
      return instantly === null
        ? 'NO_KEY'
        : async () => `It has ${count((await instantly.accounts.list()).length, 'sending account')} of ours.`
    case 'heyreach':
      return heyreach === null
        ? 'NO_KEY'
        : async () => `It has ${count((await heyreach.accounts.list()).length, 'LinkedIn account')} of ours.`
    case 'ghl':
      return ghl === null
        ? 'NO_KEY'
        : async () => {
            await ghl.contacts.find(nobody)
            return 'It looks up contacts of our location.'
          }
    case 'resend':
      return resend === null
        ? 'NO_KEY'
        : async () => {
            await resend.find('00000000-0000-4000-8000-000000000000')
            return 'It knows our key.'
          }
    case 'smtp':
      return smtpHost === null ? 'NO_KEY' : { untestable: 'A mail host says nothing without mail: send a test from Campaigns.' }
    case 'slack':
      return slack === null ? 'NO_KEY' : { untestable: 'Whatever is posted there is read by people.' }
    case 'twilio':
      return twilio === null
        ? 'NO_KEY'
        : async () => {
            await twilio.listTo('+15005550006')
            return 'It lists messages of our account.'
          }
    case 'llm':
      return languageModel === null ? 'NO_KEY' : async () => `${count(await languageModel.countModels(), 'model')} to choose from.`
    default:
      return provider satisfies never
  }
}
