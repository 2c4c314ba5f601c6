import type { WireRequest } from '../wire.ts'

/**
 * The parameters of a request. Apollo documents them in the query string, arrays as `name[]`, ranges as `name[min]`; many clients send the
 * same names in a JSON body instead, and both work. The query wins where both name one.
 */
export interface Params {
  has(name: string): boolean
  text(name: string): string | null
  list(name: string): string[]
  flag(name: string): boolean | null
  whole(name: string): number | null
}

export function readParams(request: WireRequest): Params {
  const values = new Map<string, unknown>()
  if (typeof request.json === 'object' && request.json !== null && !Array.isArray(request.json)) {
    for (const [name, value] of Object.entries(request.json)) {
      values.set(bare(name), value)
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
      for (const [bound, inner] of Object.entries(value)) values.set(`${name}[${bound}]`, inner)
    }
  }
  for (const name of new Set(request.query.keys())) {
    const all = request.query.getAll(name)
    values.set(bare(name), name.endsWith('[]') || all.length > 1 ? all : all[0])
  }
  const text = (name: string): string | null => {
    const value = values.get(name)
    const one: unknown = Array.isArray(value) ? value[0] : value
    return typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? String(one) : null
  }
  return {
    has: (name) => values.has(name),
    text,
    list: (name) => {
      const value = values.get(name)
      const all: unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
      return all.map(String).filter((item) => item !== '')
    },
    flag: (name) => {
      const word = text(name)
      return word === null ? null : word === 'true' || word === '1'
    },
    whole: (name) => {
      const word = text(name)
      return word !== null && /^-?\d{1,15}$/.test(word) ? Number(word) : null
    },
  }
}

function bare(name: string): string {
  return name.endsWith('[]') ? name.slice(0, -2) : name
}
