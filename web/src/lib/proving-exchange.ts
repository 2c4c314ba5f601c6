import type { Exchange, Operation, OperationResult } from '@urql/core'
import { empty, fromPromise, fromValue, makeSubject, merge, mergeMap, pipe } from 'wonka'
import { proveAgain } from './session.ts'

/** Whether a mutation was not done because its person proved too long ago who they are. */
function asksAgain({ operation, data }: OperationResult): boolean {
  if (operation.kind !== 'mutation' || typeof data !== 'object' || data === null) return false
  return Object.values(data).some(
    (answer) => typeof answer === 'object' && answer !== null && Reflect.get(answer, '__typename') === 'ReauthenticationRequiredError',
  )
}

/**
 * Asks who is there when a mutation needs to know, and sends the same mutation again: whoever asked for it hears of the last answer alone. Who
 * would rather not sign in again gets the refusal.
 */
export const provingExchange: Exchange =
  ({ forward }) =>
  (operations) => {
    const again = makeSubject<Operation>()
    return pipe(
      forward(merge([operations, again.source])),
      mergeMap((result) =>
        asksAgain(result)
          ? pipe(
              fromPromise(proveAgain()),
              mergeMap((isProven) => {
                if (!isProven) return fromValue(result)
                again.next(result.operation)
                return empty
              }),
            )
          : fromValue(result),
      ),
    )
  }
