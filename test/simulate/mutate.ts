import { z } from 'zod'
import type { Product } from './product.ts'

export type Mutated<Data> = { ok: true; data: Data } | { ok: false; code: string; message: string }

const refusal = z.object({ code: z.string(), message: z.string() })

/** Runs one mutation; a refusal that a caller can act on is an answer, everything else throws. */
export async function mutate<Data>(
  { ask }: Product,
  [name, inputType]: readonly [name: string, inputType: string],
  input: Record<string, unknown>,
  [fields, shape]: readonly [fields: string, shape: z.ZodType<Data>],
): Promise<Mutated<Data>> {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`
  const data = await ask(
    `mutation ($input: ${inputType}!) { answer: ${name}(input: $input) { ... on ${success} { ${fields} } ... on UserError { code message } } }`,
    { input },
  )
  const { answer } = z.object({ answer: z.unknown() }).parse(data)
  const refused = refusal.safeParse(answer)
  return refused.success ? { ok: false, ...refused.data } : { ok: true, data: shape.parse(answer) }
}
