import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'

const NAMES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
}

/** GoHighLevel's error body; `message` is a text, or a list of texts on 422. */
export function refuse(statusCode: number, message: string | string[]): WireAnswer {
  return jsonAnswer(statusCode, { statusCode, message, error: NAMES[statusCode] ?? 'Error', traceId: randomUUID() })
}

export const notFound = (what: string): WireAnswer => refuse(404, `${what} not found`)

/** Unknown properties are refused too: `property gender should not exist`. */
export function refuseInput(error: z.ZodError): WireAnswer {
  return refuse(
    422,
    error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `property ${key} should not exist`)
      const path = issue.path.map(String).join('.')
      if (issue.code === 'invalid_format' && issue.format === 'email') return [`${path} must be an email`]
      return [`${path === '' ? 'body' : path} ${issue.message}`]
    }),
  )
}

/** The parsed input, or the refusal of it. */
export function parse<T>(schema: z.ZodType<T>, given: unknown): { data: T } | { refusal: WireAnswer } {
  const parsed = schema.safeParse(given ?? {})
  return parsed.success ? { data: parsed.data } : { refusal: refuseInput(parsed.error) }
}

export const queryOf = (query: URLSearchParams): Record<string, string> => Object.fromEntries(query)
