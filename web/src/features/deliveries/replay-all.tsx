import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { replayDeliveries } from './delivery-documents.ts'

/** Another try for everything of the filter that had no effect: what was fixed since, or a lead that is here now, takes effect then. */
export function ReplayAll({ provider, onReplayed }: { provider: string | null; onReplayed(): void }): ReactElement {
  const [said, setSaid] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(replayDeliveries)
  const mayOperate = useScope('operate')
  const replay = async (): Promise<void> => {
    const { data, error } = await run({ input: { provider, clientMutationId: newId() } })
    const answer = data?.replayDeliveries
    const why = refusedOf(answer, 'ReplayDeliveriesSuccess', error)
    setRefused(why)
    if (why || answer?.__typename !== 'ReplayDeliveriesSuccess') return
    const { tried, applied, left } = answer
    const words =
      tried === 0
        ? 'There is nothing to replay: what waits is applied by itself.'
        : `${formatCount(applied)} of ${formatCount(tried)} had their effect now; ${formatCount(left)} still have none.`
    setSaid(words)
    announce(words, 'polite')
    onReplayed()
  }
  return (
    <div className="toolbar">
      <Button
        refusal={!mayOperate ? 'A replay needs the scope operate.' : fetching ? 'Already on its way.' : null}
        onClick={() => void replay()}
      >
        {fetching ? 'Replaying…' : 'Replay all of these'}
      </Button>
      {said && !refused && <span className="muted">{said}</span>}
      {refused && (
        <p className="field-error" role="alert">
          Not replayed. {refused.message}
        </p>
      )}
    </div>
  )
}
