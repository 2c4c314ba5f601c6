import { iso, type Reader, reader } from './date-reader.ts'

const dayMs = 86_400_000

/** The first day of a month (1 to 12) that is to come, or this day in it. */
const nextOf = (at: Date, month: number, day = 1): string => {
  const thisYear = Date.UTC(at.getUTCFullYear(), month - 1, day)
  return iso(thisYear > at.getTime() ? thisYear : Date.UTC(at.getUTCFullYear() + 1, month - 1, day))
}

/** When offices are full again after the end of the year. */
const afterNewYear = (at: Date): string => nextOf(at, 1, 4)

/** When they are after "the holidays", whichever come next: those of summer or of the end of the year. */
const afterHolidays = (at: Date): string => (at.getUTCMonth() >= 8 ? afterNewYear(at) : nextOf(at, 9))

/** Easter Sunday of a year in the Gregorian calendar (the anonymous computus of Meeus, Jones and Butcher). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  return Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1)
}

/** The day after Easter Monday. */
function afterEaster(at: Date): string {
  const of = (year: number) => easter(year) + 2 * dayMs
  return iso(of(at.getUTCFullYear()) > at.getTime() ? of(at.getUTCFullYear()) : of(at.getUTCFullYear() + 1))
}

/** Monday of a week by ISO 8601, this year or next. */
function mondayOf(week: number, at: Date): string | null {
  if (week < 1 || week > 53) return null
  const of = (year: number) => {
    const fourth = Date.UTC(year, 0, 4)
    return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayMs + (week - 1) * 7 * dayMs
  }
  const time = of(at.getUTCFullYear())
  return iso(time >= at.getTime() - 7 * dayMs ? time : of(at.getUTCFullYear() + 1))
}

const after =
  "(?:after|nach|apres|despues de|tras|pasad[oa]s?|depois d[aeo]s?|passad[oa]s?|dopo|na)(?: the| den| dem| der| les| las| los| la| le| el| il| lo| de| het| das| do| da| os| o| a| l'| l)?(?: |')?"

/** Times of the year that nobody gives a day for. A season begins on the first of its first month, in the northern half of the world. */
export const looseReaders: readonly Reader[] = [
  reader(
    `\\b${after}(?:christmas|xmas|new year'?s?|festive season|weihnacht\\w*|feiertag\\w*|neujahr|jahreswechsel|noel|fetes|navidad\\w*|fiestas|natal|festas|natale|feste|kerst\\w*|feestdagen)\\b`,
    false,
    (_, at) => afterNewYear(at),
  ),
  reader(
    `\\b${after}(?:holidays?|vacations?|ferien|urlaub\\w*|vacances|conges|vacaciones|ferias|vacanze|ferie|vakantie\\w*)\\b`,
    false,
    (_, at) => afterHolidays(at),
  ),
  reader(`\\b${after}(?:easter|ostern|paques|semana santa|pascua|pascoa|pasqua|pasen)\\b`, false, (_, at) => afterEaster(at)),
  reader(
    `\\b${after}(?:summer(?: break)?|sommer\\w*|ete|verano|verao|estate|zomer\\w*)\\b|\\b(?:a |de |pour )?la rentree\\b`,
    false,
    (_, at) => nextOf(at, 9),
  ),
  reader(
    '\\b(?:(?:in|im|au|en|na|no|nella|a|het|this|next|the|il|la|until|bis|nachste[nrms]?|kommende[nrs]?|komend|volgend) )(?:the |het )?(?:spring|fruhjahr|fruhling|printemps|primavera|voorjaar|lente)\\b',
    false,
    (_, at) => nextOf(at, 3),
  ),
  reader(
    "\\b(?:(?:in|im|en|na|no|a|this|next|the|until|bis|nachsten|kommenden|l'|d') ?)(?:the |de |la |el |l')?(?:summer|sommer|ete|verano|verao|estate|zomer)\\b(?! (?:school|camp))",
    false,
    (_, at) => nextOf(at, 6),
  ),
  reader(
    "\\b(?:(?:in|im|a|en|no|na|this|next|the|until|bis|nachsten|kommenden|l'|d') ?)(?:the |de |el |l')?(?:autumn|fall|herbst|automne|otono|outono|autunno|herfst|najaar)\\b",
    false,
    (_, at) => nextOf(at, 9),
  ),
  reader(
    '\\b(?:second half(?: of (?:the|next) year)?|h2|zweite[nrs]? (?:halbjahr|jahreshalfte)|(?:second|deuxieme|2e) semestre|segundo semestre|secondo semestre|tweede (?:helft van het jaar|halfjaar))\\b',
    false,
    (_, at) => nextOf(at, 7),
  ),
  reader(
    '\\b(?:end of (?:the|this) month|ende des monats|monatsende|fin du mois|(?:fin|final) de(?:l)? mes|(?:fim|final) do mes|fine (?:del )?mese|eind(?:e)? van de maand)\\b',
    false,
    (_, at) => iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)),
  ),
  reader(
    "\\b(?:end of (?:the|this) year|year[- ]end|ende des jahres|jahresende|fin de l'annee|fin d'annee|(?:fin|final) de(?:l)? ano|(?:fim|final) do ano|fine (?:dell')?anno|eind(?:e)? van het jaar)\\b",
    false,
    (_, at) => afterNewYear(at),
  ),
  reader('\\bfortnight\\b|\\bquinze jours\\b|\\bquinzaine\\b|\\bquindici giorni\\b|\\bquince dias\\b|\\bquinze dias\\b', false, (_, at) =>
    iso(at.getTime() + 14 * dayMs),
  ),
  reader("\\b(?:half a year|halben jahr|halbes jahr|medio ano|meio ano|mezz'anno|half jaar|six mois)\\b", false, (_, at) =>
    iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 6, at.getUTCDate())),
  ),
  reader('\\b(?:kw|kalenderwoche|week|semaine|settimana|semana) ?(\\d{1,2})\\b', false, (found, at) => mondayOf(Number(found[1]), at)),
]
