import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { testProvider } from './provider-documents.ts'

/** Asks one provider how it is. What it says stands in its row then, for everybody. */
export function TestButton({
  provider,
  label,
  refusal,
  onTested,
}: {
  provider: string
  label: string
  refusal: string | null
  onTested(): void
}): ReactElement {
  const [problem, setProblem] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(testProvider)
  const test = async (): Promise<void> => {
    const { data, error } = await run({ input: { provider, clientMutationId: newId() } })
    const answer = data?.testProvider
    const why = refusedOf(answer, 'TestProviderSuccess', error)
    const said = answer?.__typename === 'TestProviderSuccess' ? answer : null
    setProblem(why?.message ?? (said?.outcome === 'PENDING' ? said.message : null))
    announce(`${label}: ${why?.message ?? said?.message ?? 'no answer'}`, why ? 'assertive' : 'polite')
    onTested()
  }
  return (
    <>
      <Button
        size="dense"
        aria-label={`Test ${label}`}
        refusal={refusal ?? (fetching ? 'Already on its way.' : null)}
        onClick={() => void test()}
      >
        {fetching ? 'Asking…' : 'Test'}
      </Button>
      {problem && (
        <span className="field-error" role="alert">
          {problem}
        </span>
      )}
    </>
  )
}
