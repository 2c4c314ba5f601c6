import { ProviderError } from '../http/provider-error.ts'

/** Null where a read was answered with 404: it is not there. */
export async function orMissing<Answer>(reading: Promise<Answer>): Promise<Answer | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'rejected' && error.status === 404) return null
    throw error
  }
}
