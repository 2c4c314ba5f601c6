import type { CombinedError } from '@urql/core'

/** A failed request in words, with the id under which the server logged it; `logId` is undefined when it never reached the server. */
export function faultOf(error: CombinedError): { message: string; logId: string | undefined } {
  const first = error.graphQLErrors[0]
  const id = first?.extensions.id
  if (first) return { message: first.message, logId: typeof id === 'string' ? id : undefined }
  if (error.response?.status === 401) return { message: 'Your session is over. Nothing was changed; sign in again.', logId: undefined }
  return { message: 'The server could not be reached.', logId: undefined }
}
