/** A browser on a system without a language names it `en-US@posix`, which Intl refuses with an error: there Intl's own default stands. */
export function localeOf(named: string | undefined): string | undefined {
  try {
    return named === undefined ? undefined : Intl.getCanonicalLocales(named)[0]
  } catch {
    return undefined
  }
}

const locale = localeOf(typeof navigator === 'undefined' ? undefined : navigator.language)
const counts = new Intl.NumberFormat(locale)
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** A count: 4,812. */
export function formatCount(value: number): string {
  return counts.format(value)
}

/** A share between 0 and 1 as per cent: `7.1 %`, without decimals from 100 up. */
export function formatPercent(share: number): string {
  const value = share * 100
  return `${value >= 100 ? counts.format(Math.round(value)) : oneDecimal.format(value)} %`
}

/** Money with its currency code: `EUR 7.50`. The code stands as it is where this browser does not know it. */
export function formatMoney(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' }).format(amount)
  } catch {
    return `${currency} ${amount.toFixed(2)}`.trim()
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function formatter(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = clocks.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  clocks.set(key, made)
  return made
}

/** Hours and minutes in a zone (the viewer's when none is given): 15:04. */
export function formatClock(at: number, timeZone?: string): string {
  return formatter(`clock ${timeZone}`, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(at)
}

/** Hours, minutes and seconds in the viewer's zone: 14:52:07. */
export function formatSeconds(at: number): string {
  return formatter('seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at)
}

/** How long something took: `240 ms`, `3.2 s`, `4 m 10 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < 60_000) return `${oneDecimal.format(durationMs / 1000)} s`
  const seconds = Math.round(durationMs / 1000)
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} m ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`
}

/** The whole instant with its zone, for hover and `<time>`: Tue, 3 Nov 2026, 14:05:09 CET. */
export function formatInstant(at: number, timeZone?: string): string {
  return formatter(`instant ${timeZone}`, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(at)
}

/** The same, with UTC beside it where the viewer's zone is another: logs and providers speak UTC. */
export function formatInstantAndUtc(at: number): string {
  const utc = formatInstant(at, 'UTC')
  const ours = formatInstant(at)
  return ours === utc ? ours : `${ours} · ${utc}`
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A length of time in its largest fitting unit: `41 m`, `3 h`, `2 d`. Below a minute it is `now`. */
export function formatAge(durationMs: number): string {
  if (durationMs < minuteMs) return 'now'
  if (durationMs < hourMs) return `${Math.floor(durationMs / minuteMs)} m`
  return durationMs < dayMs ? `${Math.floor(durationMs / hourMs)} h` : `${Math.floor(durationMs / dayMs)} d`
}

/** The same in words for screen readers: `41 minutes`. */
export function spokenAge(durationMs: number): string {
  const say = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`
  if (durationMs < minuteMs) return 'just now'
  if (durationMs < hourMs) return say(Math.floor(durationMs / minuteMs), 'minute')
  return durationMs < dayMs ? say(Math.floor(durationMs / hourMs), 'hour') : say(Math.floor(durationMs / dayMs), 'day')
}

/** The same in a sentence: `41 m ago`, `just now`; a day as it is. */
export function formatAgo(at: number, now: number): string {
  const words = formatRelative(at, now)
  if (words === 'now') return 'just now'
  return /^\d+ [mh]$/.test(words) ? `${words} ago` : words
}

/** An instant as people say it: `41 m`, `3 h` when it is past, then `Tue 14:05` within a week either way, then `3 Nov`, with the year when it isn't this one. The weekday of today is today's alone. */
export function formatRelative(at: number, now: number): string {
  const age = now - at
  if (age >= -minuteMs && age < dayMs) return formatAge(age)
  const weekday = formatter('weekday', { weekday: 'short' })
  const isOtherWeek = Math.abs(age) >= dayMs && weekday.format(at) === weekday.format(now)
  if (Math.abs(age) < 7 * dayMs && !isOtherWeek) return `${weekday.format(at)} ${formatClock(at)}`
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return sameYear
    ? formatter('day', { day: 'numeric', month: 'short' }).format(at)
    : formatter('day year', { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** Minutes by which a zone is ahead of UTC at an instant; null for a zone this browser doesn't know. */
function offsetMinutes(at: number, timeZone?: string): number | null {
  try {
    const parts = formatter(`offset ${timeZone}`, { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
    const match = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)
    if (!match) return null
    return (match[1] === '-' ? -1 : 1) * (Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0))
  } catch {
    return null
  }
}

/** A lead's clock beside the viewer's: `15:04 (+1 h)`; without the bracket where both agree; null for an unknown zone. */
export function formatTheirClock(now: number, timeZone: string): string | null {
  const theirs = offsetMinutes(now, timeZone)
  const ours = offsetMinutes(now)
  if (theirs === null || ours === null) return null
  const ahead = (theirs - ours) / 60
  return ahead === 0 ? formatClock(now, timeZone) : `${formatClock(now, timeZone)} (${ahead > 0 ? '+' : '−'}${Math.abs(ahead)} h)`
}

/** The city of an IANA zone: `Europe/Berlin` gives Berlin. */
export function zoneCity(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
}

/** An address shortened in its middle: the first three letters and the whole domain stay. */
export function shortenEmail(address: string, length: number): string {
  const at = address.lastIndexOf('@')
  return address.length <= length || at <= 3 ? address : `${address.slice(0, 3)}…${address.slice(at)}`
}

/** A hash for reading: `7f3a 91c2 … e04b`. */
export function shortenHash(hash: string): string {
  return hash.length <= 16 ? hash : `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`
}
