import type { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'

const NAMES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
}

/** Instantly's one error body. The three keys are documented, the words of `message` are not. */
export function refuse(statusCode: number, message: string): WireAnswer {
  return jsonAnswer(statusCode, { statusCode, error: NAMES[statusCode] ?? 'Error', message })
}

export function notFound(what: string): WireAnswer {
  return refuse(404, `${what} not found`)
}

/** `body/campaign_schedule/schedules/0/timezone must be equal to one of the allowed values`. */
export function refuseInput(error: z.ZodError, part: 'body' | 'querystring' = 'body'): WireAnswer {
  const issue = error.issues[0]
  if (!issue) return refuse(400, `${part} is invalid`)
  const path = [part, ...issue.path.map(String)]
  switch (issue.code) {
    case 'invalid_value':
      return refuse(400, `${path.join('/')} must be equal to one of the allowed values`)
    case 'invalid_type':
      return issue.message.endsWith('received undefined') && path.length > 1
        ? refuse(400, `${path.slice(0, -1).join('/')} must have required property '${path.at(-1)}'`)
        : refuse(400, `${path.join('/')} must be ${issue.expected}`)
    case 'too_small':
      return refuse(400, `${path.join('/')} must ${bound(issue.origin, '>=', 'fewer', issue.minimum)}`)
    case 'too_big':
      return refuse(400, `${path.join('/')} must ${bound(issue.origin, '<=', 'more', issue.maximum)}`)
    default:
      return refuse(400, `${path.join('/')} ${issue.message}`)
  }
}

function bound(origin: string, sign: string, word: string, value: number | bigint): string {
  if (origin === 'array') return `NOT have ${word} than ${value} items`
  return origin === 'string' ? `NOT have ${word} than ${value} characters` : `be ${sign} ${value}`
}
