import { iso, type Reader, reader } from './date-reader.ts'
import { foldText } from './folded-text.ts'
import { looseReaders } from './loose-dates.ts'

const dayMs = 86_400_000

/** Names of months in seven languages, folded; a number is its place in the year. */
const months: Record<string, number> = {}
for (const [place, names] of [
  'january jan januar janvier enero ene janeiro gennaio gen januari',
  'february feb februar fevrier fev febrero fevereiro febbraio februari',
  'march mar marz maerz mars marzo marco maart',
  'april apr avril avr abril abr aprile',
  'may mai mayo maio maggio mag mei',
  'june jun juni juin junio junho giugno giu',
  'july jul juli juillet julio julho luglio lug',
  'august aug aout agosto ago augustus',
  'september sep sept septembre septiembre setembro settembre set',
  'october oct oktober okt octobre octubre outubro out ottobre ott',
  'november nov novembre noviembre novembro',
  'december dec dezember dez decembre diciembre dic dezembro dicembre',
].entries())
  for (const name of names.split(' ')) months[name] = place + 1

/** Names of weekdays; 0 is Sunday. */
const weekdays: Record<string, number> = {}
for (const [day, names] of [
  'sunday sun sonntag dimanche domingo domenica zondag',
  'monday mon montag lundi lunes segunda segunda-feira lunedi maandag',
  'tuesday tue tues dienstag mardi martes terca terca-feira martedi dinsdag',
  'wednesday wed mittwoch mercredi miercoles quarta quarta-feira mercoledi woensdag',
  'thursday thu thurs donnerstag jeudi jueves quinta quinta-feira giovedi donderdag',
  'friday fri freitag vendredi viernes sexta sexta-feira venerdi vrijdag',
  'saturday sat samstag samedi sabado sabato zaterdag',
].entries())
  for (const name of names.split(' ')) weekdays[name] = day

const longestFirst = (names: string[]) => names.toSorted((a, b) => b.length - a.length).join('|')
const month = `(?:${longestFirst(Object.keys(months))})`
const weekday = `(?:${longestFirst(Object.keys(weekdays))})`
const numbers: Record<string, number> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  six: 6,
  couple: 2,
  few: 3,
  paar: 3,
  quelques: 3,
  unas: 3,
  unos: 3,
  algumas: 3,
  alguns: 3,
  qualche: 3,
  enkele: 3,
  zwei: 2,
  drei: 3,
  vier: 4,
  sechs: 6,
  deux: 2,
  trois: 3,
  quatre: 4,
  dos: 2,
  tres: 3,
  seis: 6,
  dois: 2,
  duas: 2,
  due: 2,
  tre: 3,
  sei: 6,
  twee: 2,
  drie: 3,
}
const count = `(?:\\d{1,2}|${longestFirst(Object.keys(numbers))})`

/** A day that a text names: YYYY-MM-DD, where it stands in the folded text, and whether it names a day or only a week, month or quarter. */
export type NamedDate = { on: string; from: number; to: number; words: string; isDay: boolean }

type Parts = { year: number | null; month: number; day: number }

/** The day of these parts; without a year the one nearest in time that is not long past. Null where there is no such day. */
function dayOf({ year, month, day }: Parts, at: Date): string | null {
  const time = (of: number): number | null => {
    const made = Date.UTC(of, month - 1, day)
    return new Date(made).getUTCMonth() === month - 1 ? made : null
  }
  const today = at.getUTCFullYear()
  if (year !== null) return inDate(time(year < 100 ? 2_000 + year : year))
  const thisYear = time(today)
  return thisYear !== null && thisYear >= at.getTime() - 45 * dayMs ? iso(thisYear) : inDate(time(today + 1))
}

const inDate = (time: number | null): string | null => (time === null ? null : iso(time))

const numberOf = (words: string | undefined): number => numbers[words ?? ''] ?? Number(words)
const startOfMonth = (at: Date, ahead: number): string => iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1))

const readers: readonly Reader[] = [
  reader('\\b(20\\d\\d)-(\\d{1,2})-(\\d{1,2})\\b', true, (found, at) =>
    dayOf({ year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) }, at),
  ),
  // 16 November 2026, 1er mars, 3. Dezember, 5 de enero de 2027
  // "Out" and "set" are months in Portuguese and Italian, and not in "2 out of 3" or "set 30 minutes aside".
  reader(
    `\\b(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)? (?:of |de )?(?!(?:out|set) (?:of|up|aside)\\b)(${month})\\b\\.?(?:,? (?:de )?(20\\d\\d))?`,
    true,
    (found, at) => dayOf({ year: found[3] ? Number(found[3]) : null, month: months[found[2] ?? ''] ?? 0, day: Number(found[1]) }, at),
  ),
  // November 16th, 2026
  reader(`\\b(?!(?:out|set) )(${month})\\.? (?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,? (20\\d\\d))?`, true, (found, at) =>
    dayOf({ year: found[3] ? Number(found[3]) : null, month: months[found[1] ?? ''] ?? 0, day: Number(found[2]) }, at),
  ),
  // 08.11.2026 and 8.11. are days first everywhere; a slash with a year is, where only one reading is a date.
  reader('\\b(\\d{1,2})\\.(\\d{1,2})\\.(20\\d\\d|\\d\\d)?(?!\\d)', true, (found, at) =>
    dayOf({ year: found[3] ? Number(found[3]) : null, month: Number(found[2]), day: Number(found[1]) }, at),
  ),
  reader('\\b(\\d{1,2})[/-](\\d{1,2})(?:[/-](20\\d\\d|\\d\\d))?\\b(?![/-])', true, (found, at) => {
    const [first, second] = [Number(found[1]), Number(found[2])]
    const year = found[3] ? Number(found[3]) : null
    if (first > 12 && second <= 12) return dayOf({ year, month: second, day: first }, at)
    if (second > 12 && first <= 12) return dayOf({ year, month: first, day: second }, at)
    return first === second ? dayOf({ year, month: first, day: second }, at) : null
  }),
  // the 16th
  reader('\\bthe (\\d{1,2})(?:st|nd|rd|th)\\b(?! (?:of|floor))', true, (found, at) => {
    const day = Number(found[1])
    const isLater = day > at.getUTCDate()
    return dayOf({ year: null, month: ((at.getUTCMonth() + (isLater ? 0 : 1)) % 12) + 1, day }, at)
  }),
  reader(
    `\\b(?:(next|nachsten|kommenden|prochain|proximo|prossimo|volgende) )?(${weekday})\\b(?:\\.|,)?(?: (next week|prochain|que viene|prossimo))?`,
    true,
    (found, at) => {
      const ahead = ((weekdays[found[2] ?? ''] ?? 0) - at.getUTCDay() + 7) % 7 || 7
      return iso(at.getTime() + ahead * dayMs)
    },
  ),
  reader('\\b(?:tomorrow|morgen|demain|manana|amanha|domani)\\b', true, (_, at) => iso(at.getTime() + dayMs)),
  reader(
    `\\b(?:in|nach|dans|en|em|tra|fra|(?<!\\bfor )over|after|another|dentro de|daqui a|binnen|na|apres|depois de|despues de|dopo) (?:a |ein |een )?(${count}) (?:of )?(?:more )?(days?|tagen?|jours?|dias|giorni|dagen|weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|months?|monaten?|mois|mes(?:es)?|mesi|maanden|years?|jahren?|ans?|anos?|ann[io]|jaar)\\b`,
    false,
    (found, at) => {
      const many = numberOf(found[1])
      const unit = found[2] ?? ''
      if (/^(?:da|ta|jo|di|gi)/.test(unit)) return iso(at.getTime() + many * dayMs)
      if (/^(?:we|wo|se)/.test(unit)) return iso(at.getTime() + many * 7 * dayMs)
      const aheadMonths = /^(?:y|ja|an)/.test(unit) ? many * 12 : many
      return iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + aheadMonths, at.getUTCDate()))
    },
  ),
  reader(
    '\\b(?:next week|nachste woche|la semaine prochaine|semaine prochaine|(?:la )?(?:proxima semana|semana que viene)|(?:la )?(?:prossima settimana|settimana prossima)|volgende week)\\b',
    false,
    (_, at) => iso(at.getTime() + ((8 - at.getUTCDay()) % 7 || 7) * dayMs),
  ),
  reader(
    '\\b(?:next month|nachsten monat|le mois prochain|(?:el )?proximo mes|(?:il )?(?:prossimo mese|mese prossimo)|volgende maand)\\b',
    false,
    (_, at) => startOfMonth(at, 1),
  ),
  reader(
    '\\b(?:next quarter|nachsten quartal|prochain trimestre|proximo trimestre|prossimo trimestre|volgend kwartaal)\\b',
    false,
    (_, at) => startOfMonth(at, 3 - (at.getUTCMonth() % 3)),
  ),
  reader(
    "\\b(?:next year|(?:the )?new year|nachstes jahr|(?:im )?neuen jahr|(?:het )?nieuwe jaar|l'annee prochaine|(?:el )?(?:proximo ano|ano que viene)|no proximo ano|(?:il )?(?:prossimo anno|anno prossimo)|volgend jaar)\\b",
    false,
    (_, at) => iso(Date.UTC(at.getUTCFullYear() + 1, 0, /new year|neuen|nieuwe/.test(_[0]) ? 4 : 1)),
  ),
  reader('\\b(?:q([1-4])|([1-4])\\. quartal|t([1-4]))(?: (?:of )?(20\\d\\d))?\\b', false, (found, at) => {
    const quarter = Number(found[1] ?? found[2] ?? found[3])
    const first = (quarter - 1) * 3
    const year = found[4] ? Number(found[4]) : first > at.getUTCMonth() ? at.getUTCFullYear() : at.getUTCFullYear() + 1
    return iso(Date.UTC(year, first, 1))
  }),
  ...looseReaders,
  // The middle of a month, in every language its 15th.
  reader(`\\b(?:mid|middle of|mitte|mi|mediados de|meados de|meta|half|midden) ?-?(${month})\\b(?: (20\\d\\d))?`, false, (found, at) =>
    dayOf({ year: found[2] ? Number(found[2]) : null, month: months[found[1] ?? ''] ?? 1, day: 15 }, at),
  ),
  // A month alone: after the word that leads to it, because "may" and "mar" are other words too.
  reader(
    `\\b(?:in|im|en|em|a|ad|until|till|by|from|after|since|around|early|late|end of|start of|beginning of|bis|ab|anfang|ende|debut|fin|jusqu'en|hasta|ate|fino a|tot|vanaf|begin|eind|de) (${month})\\b(?! \\d{1,2}\\b)(?: (20\\d\\d))?`,
    false,
    (found, at) => {
      const place = months[found[1] ?? ''] ?? 1
      const year = found[2] ? Number(found[2]) : place - 1 > at.getUTCMonth() ? at.getUTCFullYear() : at.getUTCFullYear() + 1
      const isLate = /^(?:after|end|ende|fin|eind|late)/.test(found[0])
      return iso(Date.UTC(year, place - 1 + (isLate ? 1 : 0), 1))
    },
  ),
]

/** Every day, week, month or quarter that a text names, in the order of the text; as seen from `at` (UTC). Ambiguous ones (2/11) are left out. */
export function namedDates(text: string, at: Date): NamedDate[] {
  const folded = foldText(text)
  const found: NamedDate[] = []
  for (const { pattern, isDay, read } of readers) {
    for (const one of folded.text.matchAll(pattern)) {
      const [from, to] = [one.index, one.index + one[0].length]
      if (found.some((other) => from < other.to && other.from < to)) continue
      const on = read(one, at)
      if (on !== null) found.push({ on, from, to, words: folded.original(from, to), isDay })
    }
  }
  return found.toSorted((a, b) => a.from - b.from)
}

const returning =
  /\b(?:until|till|til|back(?: in the office)?|returning?|return|through|thru|to|bis|zuruck|wieder|ab|jusqu'?(?:au|a|en)|au|retour|hasta|regreso|vuelvo|vuelta|ate|retorno|volto|fino (?:al?|a)|al|rientro|torno|ritorno|tot(?: en met)?|terug|t\/m|vanaf)\b[^.!?\d]{0,30}$/
const inclusive =
  /\b(?:inclusive|including|incl|einschliesslich|einschl|inclus(?:e|a|o)?|inclusivement|compreso|incluido|inbegrepen|through|thru|tot en met|t\/m)\b/

/** The day of return that an absence names, YYYY-MM-DD: "until 8 November inclusive" is the 9th. Null where it names none, or one that is over. */
export function returnDate(text: string, at: Date): string | null {
  const folded = foldText(text).text
  const named = namedDates(text, at).filter(({ on }) => on >= iso(at.getTime()))
  const led = named.filter(({ from }) => returning.test(folded.slice(Math.max(0, from - 60), from)))
  const chosen = (led.length > 0 ? led : named).at(-1)
  if (chosen === undefined) return null
  const around = folded.slice(Math.max(0, chosen.from - 40), chosen.to + 25)
  const isLastDay =
    inclusive.test(around) &&
    !/\b(?:back|return|zuruck|retour|terug)\w*[^.!?]{0,20}$/.test(folded.slice(Math.max(0, chosen.from - 25), chosen.from))
  return isLastDay ? iso(Date.parse(chosen.on) + dayMs) : chosen.on
}

/** The day from which somebody may be asked again, YYYY-MM-DD: the last one they name that is to come. */
export function notBefore(text: string, at: Date): { on: string; words: string } | null {
  const named = namedDates(text, at).filter(({ on }) => on > iso(at.getTime()))
  const chosen = named.at(-1)
  return chosen === undefined ? null : { on: chosen.on, words: chosen.words }
}
