import { namedDates, notBefore, returnDate } from '@swarm/jobs/replies/name-dates'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writtenAt as at } from './dev-replies.ts'

/** How seven languages say that somebody is back on a day, and that they may be asked again from it. */
const languages = [
  {
    locale: 'en-GB',
    back: (day: string) => `I am out of the office and will be back on ${day}.`,
    later: (day: string) => `Not now, ask me again on ${day}.`,
  },
  {
    locale: 'en-US',
    back: (day: string) => `Out of office until ${day}. Thanks!`,
    later: (day: string) => `Please follow up after ${day}.`,
  },
  {
    locale: 'de-DE',
    back: (day: string) => `Ich bin ab dem ${day} wieder erreichbar.`,
    later: (day: string) => `Bitte melden Sie sich ab ${day} wieder.`,
  },
  { locale: 'fr-FR', back: (day: string) => `Je serai de retour le ${day}.`, later: (day: string) => `Recontactez-moi le ${day}.` },
  {
    locale: 'es-ES',
    back: (day: string) => `Estaré fuera de la oficina hasta el ${day}.`,
    later: (day: string) => `Escríbame a partir del ${day}.`,
  },
  {
    locale: 'pt-BR',
    back: (day: string) => `Estou de férias e volto em ${day}.`,
    later: (day: string) => `Fale comigo a partir de ${day}.`,
  },
  { locale: 'it-IT', back: (day: string) => `Sono in ferie fino al ${day}.`, later: (day: string) => `Mi ricontatti dal ${day}.` },
  { locale: 'nl-NL', back: (day: string) => `Ik ben op ${day} terug op kantoor.`, later: (day: string) => `Neem vanaf ${day} contact op.` },
] as const
const dayMs = 86_400_000
const iso = (time: number) => new Date(time).toISOString().slice(0, 10)

test('whatever day somebody writes out in one of seven languages, with its year or without, is the day that is read', () => {
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.integer({ min: 2, max: 300 }), fc.boolean(), (language, ahead, hasYear) => {
      const time = Date.UTC(2026, 10, 4) + ahead * dayMs
      const day = new Intl.DateTimeFormat(language.locale, {
        day: 'numeric',
        month: 'long',
        ...(hasYear && { year: 'numeric' }),
        timeZone: 'UTC',
      }).format(time)
      expect(returnDate(language.back(day), at), language.back(day)).toBe(iso(time))
      expect(notBefore(language.later(day), at)?.on, language.later(day)).toBe(iso(time))
    }),
    { numRuns: 400 },
  )
})

test('a weekday is the next one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.integer({ min: 1, max: 6 }), (language, ahead) => {
      const time = Date.UTC(2026, 10, 4) + ahead * dayMs
      const day = new Intl.DateTimeFormat(language.locale, { weekday: 'long', timeZone: 'UTC' }).format(time)
      expect(returnDate(language.back(day), at), language.back(day)).toBe(iso(time))
    }),
    { numRuns: 120 },
  )
})

test('no text names a day that there is not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
      for (const { on } of namedDates(text, at)) expect(iso(Date.parse(on))).toBe(on)
    }),
    { numRuns: 200 },
  )
  expect(returnDate('Back on 31 February 2027.', at)).toBeNull()
  expect(returnDate('Back on 45.13.2026.', at)).toBeNull()
})

test.each([
  // Written on Wednesday, 4 November 2026.
  ['back next Monday', '2026-11-09'],
  ['Bin nächsten Montag wieder da', '2026-11-09'],
  ['de retour lundi prochain', '2026-11-09'],
  ['vuelvo el lunes que viene', '2026-11-09'],
  ['volto na próxima segunda-feira', '2026-11-09'],
  ['rientro lunedì prossimo', '2026-11-09'],
  ['volgende week maandag terug', '2026-11-09'],
  ['back tomorrow', '2026-11-05'],
  ['Ich bin ab morgen wieder da.', '2026-11-05'],
  ['back in two weeks', '2026-11-18'],
  ['back in a fortnight', '2026-11-18'],
  ['in zwei Wochen wieder da', '2026-11-18'],
  ['de retour dans deux semaines', '2026-11-18'],
  ['vuelvo dentro de dos semanas', '2026-11-18'],
  ['volto daqui a duas semanas', '2026-11-18'],
  ['rientro fra due settimane', '2026-11-18'],
  ['over twee weken terug', '2026-11-18'],
  ['Bin erst in KW 48 wieder da', '2026-11-23'],
  ['back in week 48', '2026-11-23'],
])('"%s": %s', (text, on) => expect(returnDate(text, at)).toBe(on))

test.each([
  ['Ask me again in March, let us set 15 minutes aside then.', '2027-03-01'],
  ['Come back in May, 2 out of 3 of us are new.', '2027-05-01'],
  ['Maybe in May, we have 10 set up already.', '2027-05-01'],
  ['Ask me in March, we have had one for over 2 years.', '2027-03-01'],
  ['Risentiamoci dopo il 12 set.', '2027-09-12'],
  ['Fale comigo depois de 3 out 2027.', '2027-10-03'],
  ['en septembre', '2027-09-01'],
  ['On en reparle en septembre.', '2027-09-01'],
  ['Melden Sie sich nach den Ferien.', '2027-01-04'],
  ['After the holidays please.', '2027-01-04'],
  ['Nach Weihnachten gern.', '2027-01-04'],
  ['Après les fêtes.', '2027-01-04'],
  ['Después de las fiestas.', '2027-01-04'],
  ['Depois das férias.', '2027-01-04'],
  ['Dopo le feste.', '2027-01-04'],
  ['Na de feestdagen.', '2027-01-04'],
  ['After the summer.', '2027-09-01'],
  ['Erst nach dem Sommer.', '2027-09-01'],
  ["Après l'été.", '2027-09-01'],
  ['À la rentrée.', '2027-09-01'],
  ['Pasado el verano.', '2027-09-01'],
  ['Depois do verão.', '2027-09-01'],
  ["Dopo l'estate.", '2027-09-01'],
  ['Na de zomer.', '2027-09-01'],
  ['In the spring.', '2027-03-01'],
  ['Im Frühjahr.', '2027-03-01'],
  ['Au printemps.', '2027-03-01'],
  ['En primavera.', '2027-03-01'],
  ['Na primavera.', '2027-03-01'],
  ['In primavera.', '2027-03-01'],
  ['In het voorjaar.', '2027-03-01'],
  ['After Easter.', '2027-03-30'],
  ['Nach Ostern.', '2027-03-30'],
  ['Im zweiten Halbjahr.', '2027-07-01'],
  ['No segundo semestre.', '2027-07-01'],
  ['In the second half of the year.', '2027-07-01'],
  ['At the end of the month.', '2026-12-01'],
  ['Ende des Monats.', '2026-12-01'],
  ['Fin du mois.', '2026-12-01'],
  ['Try me in half a year.', '2027-05-04'],
  ['In einem halben Jahr.', '2027-05-04'],
  ['In a few weeks.', '2026-11-25'],
  ['In ein paar Wochen.', '2026-11-25'],
  ['Dans quelques semaines.', '2026-11-25'],
  ['En unas semanas.', '2026-11-25'],
  ['Fra qualche settimana.', '2026-11-25'],
  ['Over een paar weken.', '2026-11-25'],
  ['Daqui a algumas semanas.', '2026-11-25'],
  ['Mid January works better.', '2027-01-15'],
  ['Mitte Januar.', '2027-01-15'],
  ['Mi-janvier.', '2027-01-15'],
  ['A mediados de enero.', '2027-01-15'],
  ['Em meados de janeiro.', '2027-01-15'],
  ['A metà gennaio.', '2027-01-15'],
  ['Half januari.', '2027-01-15'],
  ['Not now.', null],
  ['We may march on.', null],
])('"%s": not before %s', (text, on) => expect(notBefore(text, at)?.on ?? null).toBe(on))
