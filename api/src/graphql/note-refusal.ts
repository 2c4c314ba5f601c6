import type { GraphQLContext } from './context.ts'

/** Writes down that somebody who is known asked for what they may not have: one who tries many doors is seen by it. */
export function noteRefusal(
  { log, caller, requestId }: Pick<GraphQLContext, 'log' | 'caller' | 'requestId'>,
  refusal: { what: string; scope: string | null },
): void {
  log.warn({ requestId, caller: `${caller.kind}:${caller.id}`, ...refusal }, 'access: refused')
}
