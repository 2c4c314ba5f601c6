import { type GraphQLInputType, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType } from 'graphql'

/** A whole number from 0 to below the limit. */
export type Random = (below: number) => number

export const pick = <T>(random: Random, from: readonly [T, ...T[]]): T => from[random(from.length)] ?? from[0]

/** Texts that other programs fell over. */
export const strangeTexts: readonly [string, ...string[]] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '%',
  '_',
  "'; drop table lead; --",
  '\\',
  '"',
  '{{name}}',
  '<%= 7*7 %>',
  '\u202eevil',
  '\u200b',
  '\ufeff',
  'İ',
  'ﬁ',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  '🙂👨‍👩‍👧‍👦',
  'a'.repeat(5_000),
  '(((((',
  ':*',
  '& |',
  '!!',
  '__proto__',
  'constructor',
  '$1',
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  '=cmd|calc',
  'a\r\nBcc: x@y.example',
  '../../etc/passwd',
  'P1D',
  'P99999999999Y',
  'ana@a.example',
  'a@b',
  'https://evil.example/',
  '2026-02-30',
  '2026-01-01',
  '2026-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  'infinity',
  'UTC',
  'Europe/Berlin',
  '1e999',
  'null',
]

const strangeNumbers: readonly [number, ...number[]] = [
  0,
  1,
  -1,
  2,
  50,
  200,
  201,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53 + 2,
  1.5,
  1e308,
  -0,
]
const uuid = '0197a000-0000-7000-8000-000000000000'

/** Values of an input type, mostly of the right form, so that what is strange gets past the parser. */
export function hostileValues(
  random: Random,
  /** Ids as the API gives them out, of rows that are there. */
  knownIds: readonly string[],
  typeNames: readonly [string, ...string[]],
): (type: GraphQLInputType, depth?: number) => unknown {
  const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64url')
  const text = () => pick(random, strangeTexts)
  const anything = (): unknown =>
    pick<unknown>(random, [null, true, {}, [], text(), pick(random, strangeNumbers), [text()], { [text()]: text() }])

  function id(): string {
    const known = knownIds[random(Math.max(1, knownIds.length))]
    if (known !== undefined && random(2) === 0) return known
    return pick(random, [globalId(pick(random, typeNames), uuid), globalId(pick(random, typeNames), text()), uuid, text()])
  }

  function scalar(name: string): unknown {
    switch (name) {
      case 'ID':
        return id()
      case 'Int':
      case 'Float':
        return pick(random, strangeNumbers)
      case 'Boolean':
        return random(2) === 0
      case 'DateTime':
        return pick(random, ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00+02:00', '9999-12-31T23:59:59-14:00', text()])
      case 'Date':
        return pick(random, ['2026-11-20', '2027-01-01', '0001-01-01', '9999-12-31', text()])
      case 'JSON':
        return pick<unknown>(random, [{}, [], { [text()]: { [text()]: [text(), pick(random, strangeNumbers), null] } }, text(), null])
      default:
        return text()
    }
  }

  return function valueFor(type: GraphQLInputType, depth = 0): unknown {
    if (random(60) === 0) return anything()
    if (isNonNullType(type)) return valueFor(type.ofType, depth) ?? scalar(getNamedType(type).name)
    if (isListType(type)) {
      const length = pick(random, [0, 1, 1, 2, 3, random(20) === 0 ? 300 : 1])
      return Array.from({ length }, () => valueFor(type.ofType, depth))
    }
    if (isEnumType(type)) return type.getValues()[random(type.getValues().length)]?.name
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || (depth < 4 && random(2) === 0))
      return Object.fromEntries(fields.map((field) => [field.name, valueFor(field.type, depth + 1)]))
    }
    return isScalarType(type) ? scalar(type.name) : null
  }
}
