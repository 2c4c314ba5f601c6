import fc from 'fast-check'

/** One way to write an address or a link that changes nothing about whom it names. */
type Spelling = (text: string) => string

const fullWidth = (text: string) => text.replace(/[!-~]/g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0))
const local = (text: string, change: Spelling): string => {
  const at = text.indexOf('@')
  return change(text.slice(0, at)) + text.slice(at)
}
const domain = (text: string, change: Spelling): string => {
  const at = text.indexOf('@')
  return text.slice(0, at + 1) + change(text.slice(at + 1))
}
const inTheMiddle =
  (mark: string): Spelling =>
  (text) =>
    text.slice(0, text.length >> 1) + mark + text.slice(text.length >> 1)

/** Spellings of an address (I11). Those that rewrite stand before those that wrap. */
const addressSpellings: Record<string, Spelling> = {
  'another tag': (text) => local(text, (part) => `${part.replace(/\+.*$/, '')}+tag-9`),
  'upper case': (text) => text.toUpperCase(),
  'zero width': inTheMiddle('\u200B'),
  'soft hyphen': inTheMiddle('\u00AD'),
  'byte order mark': (text) => `\uFEFF${text}`,
  'direction marks': (text) => `\u202A${text}\u202C`,
  decomposed: (text) => text.normalize('NFD'),
  'full width': fullWidth,
  'trailing dot': (text) => `${text}.`,
  'no-break space': (text) => `\u00A0${text}\u00A0`,
  mailto: (text) => `mailto:${text}`,
  'in brackets': (text) => `Somebody <${text}>`,
  'with a comma': (text) => `${text},`,
  'space around': (text) => `  ${text}\t`,
}
/** Of Gmail's addresses alone. */
const gmailSpellings: Record<string, Spelling> = {
  dots: (text) => local(text, (part) => [...part.replaceAll('.', '')].join('.')),
  'no dots': (text) => local(text, (part) => part.replaceAll('.', '')),
  googlemail: (text) => domain(text, () => 'googlemail.com'),
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 3, maxLength: 9 })
const company = fc.oneof(
  word.map((name) => `${name}.example`),
  word.map((name) => `mail.${name}.example`),
  word.map((name) => `${name}é.example`),
  fc.constant('bücher.example'),
  fc.constant('gmail.com'),
)

/** An address as its owner would write it. `number` makes it nobody else's. */
export const address = (number: number): fc.Arbitrary<string> =>
  fc
    .tuple(word, fc.constantFrom('', '.', '-', '_'), word, company)
    .map(([first, mark, last, host]) => `${first}${mark}${last}${number}@${host}`)

/** The same address in several spellings at once. */
export function spelled(base: string): fc.Arbitrary<string> {
  const spellings = base.endsWith('@gmail.com') ? { ...gmailSpellings, ...addressSpellings } : addressSpellings
  return fc.subarray(Object.keys(spellings)).map((names) => names.reduce((text, name) => spellings[name]?.(text) ?? text, base))
}

/** Letters of other scripts that look like Latin ones. */
const lookalikes: Record<string, string> = { a: 'а', c: 'с', e: 'е', i: 'і', o: 'ο', p: 'р', x: 'х', y: 'у' }

/** The address with one of its letters taken from another script; null where none can be. */
export function withLookalike(base: string, nth: number): string | null {
  const places = [...base].flatMap((letter, place) => (Object.hasOwn(lookalikes, letter) ? [place] : []))
  const place = places.length === 0 ? undefined : places[nth % places.length]
  if (place === undefined) return null
  return base.slice(0, place) + (lookalikes[base.charAt(place)] ?? '') + base.slice(place + 1)
}

/** A profile's slug; `number` makes it nobody else's. */
export const slug = (number: number): fc.Arbitrary<string> =>
  fc
    .tuple(word, fc.constantFrom('', 'é', 'ñ', '王', 'ł'), word)
    .map(([first, mark, last]) => `${first}${mark}-${last}-${number}`.normalize('NFC'))

/** Links that lead to this profile. */
export function linked(name: string): fc.Arbitrary<string> {
  const once = encodeURIComponent(name)
  return fc
    .tuple(
      fc.constantFrom('https://', 'http://', 'HTTPS://', '//', ''),
      fc.constantFrom('www.linkedin.com', 'linkedin.com', 'uk.linkedin.com', 'DE.LinkedIn.com', 'm.linkedin.com', 'touch.linkedin.com'),
      fc.constantFrom(name, once, once.toLowerCase(), encodeURIComponent(once), name.toUpperCase(), name.normalize('NFD')),
      fc.constantFrom(
        '',
        '/',
        '/en',
        '/de-de/',
        '/details/experience/',
        '/overlay/contact-info/',
        '?originalSubdomain=uk',
        '/?utm_source=x',
        '#about',
      ),
      fc.constantFrom('', '\u200B', ' ', ','),
    )
    .map(([scheme, host, path, tail, end]) => `${scheme}${host}/in/${path}${tail}${end}`)
}
