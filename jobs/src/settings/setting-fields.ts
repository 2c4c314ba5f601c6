import { z } from 'zod'

/**
 * How a setting is filled in. CHOICES, TEXTS and NUMBERS are lists; ROWS are lists of objects whose parts are the columns; JSON is all that
 * has no form of its own.
 */
export const settingKinds = ['NUMBER', 'SWITCH', 'CHOICE', 'CHOICES', 'TEXT', 'TEXTS', 'NUMBERS', 'TIME', 'ROWS', 'JSON'] as const
export type SettingKind = (typeof settingKinds)[number]

/** One setting as a form needs it. */
export type SettingField = {
  /** Where it stands in the section's document: `ceilings.emailPerDay`. In a row: the column's name. */
  path: string
  /** What it belongs to, in words; null at the top of its section. */
  group: string | null
  /** Its name in words. */
  label: string
  description: string | null
  /** What a number counts; null where nothing says. */
  unit: string | null
  kind: SettingKind
  /** What can be chosen; empty for other kinds. A choice may be a number or null. */
  options: unknown[]
  min: number | null
  max: number | null
  isWhole: boolean
  /** The most characters of a text. */
  maxLength: number | null
  /** The most entries of a list. */
  maxItems: number | null
  /** May be left out. */
  isOptional: boolean
  /** May be null: nothing is chosen. */
  isNullable: boolean
  /** The parts of a row; empty for other kinds. */
  columns: SettingField[]
}

/** The parts of a JSON schema that zod writes for our documents and that a form can use. */
type Node = {
  type?: string | undefined
  properties?: Record<string, Node> | undefined
  required?: string[] | undefined
  items?: Node | undefined
  enum?: unknown[] | undefined
  anyOf?: Node[] | undefined
  const?: unknown
  title?: string | undefined
  description?: string | undefined
  pattern?: string | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  maxLength?: number | undefined
  maxItems?: number | undefined
}
const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    required: z.array(z.string()).optional(),
    items: nodeSchema.optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: z.array(nodeSchema).optional(),
    const: z.unknown().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    pattern: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxLength: z.number().optional(),
    maxItems: z.number().optional(),
  }),
)

/** Every setting of a schema in its own order, so that a form can be made from it; a new setting needs no new page. */
export function settingFields(schema: z.ZodType): SettingField[] {
  const whole = nodeSchema.parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }))
  return fieldsOf(whole, [])
}

function fieldsOf(node: Node, path: readonly string[]): SettingField[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const isOptional = !(node.required ?? []).includes(key)
    if (child.type === 'object' && child.properties && !isOptional) return fieldsOf(child, [...path, key])
    return [fieldOf(child, [...path, key].join('.'), key, isOptional)]
  })
}

/** Of "this or null" the part that is filled in. Choices keep their null: it is one of them. */
function withoutNull(node: Node): Node | null {
  const some = node.anyOf?.filter(({ type }) => type !== 'null') ?? []
  const [only] = some
  return only && some.length === 1 && node.anyOf?.length === 2 && !isChoice(only)
    ? { ...only, title: node.title, description: node.description }
    : null
}

function fieldOf(given: Node, path: string, key: string, isOptional: boolean): SettingField {
  const inner = withoutNull(given)
  const node = inner ?? given
  const kind = kindOf(node)
  const name = named(key)
  const words = node.title ?? name.words
  // A title that says the unit itself needs none beside it.
  const unit = name.unit !== null && node.title?.includes(name.unit) ? null : name.unit
  const range = kind === 'NUMBERS' ? node.items : node
  return {
    path,
    group: path.includes('.') ? groupOf(path) : null,
    label: words,
    description: node.description ?? null,
    unit: kind === 'NUMBER' ? unit : null,
    kind,
    options: kind === 'CHOICES' ? (node.items?.enum ?? []) : kind === 'CHOICE' ? choicesOf(node) : [],
    min: range?.minimum ?? null,
    // zod writes the largest safe integer where nobody said a bound.
    max: range?.maximum !== undefined && range.maximum < Number.MAX_SAFE_INTEGER ? range.maximum : null,
    isWhole: range?.type === 'integer',
    maxLength: (kind === 'TEXTS' ? node.items : node)?.maxLength ?? null,
    maxItems: node.maxItems ?? null,
    isOptional,
    isNullable: inner !== null,
    columns: kind === 'ROWS' && node.items ? fieldsOf(node.items, []) : [],
  }
}

const groupOf = (path: string): string => capital(path.split('.').slice(0, -1).map(inWords).join(', '))

const timeOfDay = '[01]\\d|2[0-3]'

function kindOf(node: Node): SettingKind {
  if (node.enum || (node.anyOf?.every(isChoice) ?? false)) return 'CHOICE'
  switch (node.type) {
    case 'boolean':
      return 'SWITCH'
    case 'integer':
    case 'number':
      return 'NUMBER'
    case 'string':
      return node.pattern?.includes(timeOfDay) ? 'TIME' : 'TEXT'
    case 'array':
      return kindOfList(node.items)
    default:
      return 'JSON'
  }
}

function kindOfList(items: Node | undefined): SettingKind {
  if (items?.enum) return 'CHOICES'
  if (items?.type === 'string') return 'TEXTS'
  if (items?.type === 'integer' || items?.type === 'number') return 'NUMBERS'
  const columns = items?.type === 'object' ? fieldsOf(items, []) : []
  const areFlat = columns.length > 0 && columns.every(({ kind, path }) => kind !== 'ROWS' && kind !== 'JSON' && !path.includes('.'))
  return areFlat ? 'ROWS' : 'JSON'
}

const isChoice = (node: Node): boolean => node.const !== undefined || node.type === 'null'
const choicesOf = (node: Node): unknown[] => node.enum ?? node.anyOf?.map((one) => (one.type === 'null' ? null : one.const)) ?? []

/** Durations carry their unit last: the form shows it beside the number instead. */
const unitSuffixes: readonly (readonly [suffix: RegExp, unit: string])[] = [
  [/Ms$/, 'milliseconds'],
  [/Seconds$/, 'seconds'],
  [/Minutes$/, 'minutes'],
  [/Hours$/, 'hours'],
  [/(?<!Per\d+)Days$/, 'days'],
  [/Weeks$/, 'weeks'],
  [/PerDay$/, 'a day'],
  [/PerMonth$/, 'a month'],
]

/** Words that are not written in small letters. */
const spellings: Readonly<Record<string, string>> = {
  linkedin: 'LinkedIn',
  url: 'URL',
  vp: 'VP',
  dkim: 'DKIM',
  monday: 'Monday',
  friday: 'Friday',
}

/** A key's words and the unit at its end: `batchExpiryHours` is "Batch expiry" in hours, `EU` is "EU". */
function named(key: string): { words: string; unit: string | null } {
  const found = unitSuffixes.find(([suffix]) => suffix.test(key) && key.replace(suffix, '') !== '')
  const rest = found ? key.replace(found[0], '') : key
  return { words: capital(inWords(rest)), unit: found?.[1] ?? null }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** `linkedinFirstWeeks` as words in small letters, but for those that are written otherwise. */
function inWords(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([a-z])(\d)/gi, '$1 $2')
    .split(/[\s_]+/)
    .map((word) => (/^[A-Z]{2}$/.test(word) ? word : (spellings[word.toLowerCase()] ?? word.toLowerCase())))
    .join(' ')
}
