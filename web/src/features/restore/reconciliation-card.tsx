import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useAgain } from '../../lib/use-again.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { Time } from '../../ui/time.tsx'
import { askReconciliation, closeReconciliation, reconciliationQuery } from './restore-documents.ts'

/** Reading the platforms takes a minute or so; until then it is asked again this often, in milliseconds. */
const againMs = 5_000

const counted: Record<string, string> = { MESSAGES: 'messages', CAMPAIGNS: 'people in campaigns', BLOCK_LIST: 'entries of its block list' }

/** Nothing is sent because this database may be older than the world: what was seen, reading the platforms, and closing. Else nothing is shown. */
export function ReconciliationCard({ mayReconcile }: { mayReconcile: boolean }): ReactElement | null {
  const [{ data }, again] = useQuery({ query: reconciliationQuery, requestPolicy: 'cache-and-network' })
  const [, ask] = useMutation(askReconciliation)
  const [, close] = useMutation(closeReconciliation)
  const [isClosing, setClosing] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  useAgain(again, againMs)
  const open = data?.safety.reconciliation
  if (!open) return null
  const refusal = mayReconcile ? null : 'Reconciling needs the scope admin.'
  const isReading = open.askedBy !== null && open.readAt === null
  const tell = (why: Refused | null, done: string): void => {
    setFailed(why?.message ?? null)
    announce(why?.message ?? done, why ? 'assertive' : 'polite')
    again({ requestPolicy: 'network-only' })
  }
  const onAsk = async (): Promise<void> => {
    const { data: answer, error } = await ask({ input: { clientMutationId: newId() } })
    tell(refusedOf(answer?.askReconciliation, 'AskReconciliationSuccess', error), 'The platforms are being read.')
  }
  const onClose = async (reason: string): Promise<void> => {
    const { data: answer, error } = await close({ input: { reason, clientMutationId: newId() } })
    tell(refusedOf(answer?.closeReconciliation, 'CloseReconciliationSuccess', error), 'Reconciled. The emergency stop still stands.')
  }
  return (
    <section className="card" aria-labelledby="reconciliation-title">
      <div className="card-title">
        <h2 id="reconciliation-title">
          <Verdict kind="bad">Not everything that went out may stand here</Verdict>
        </h2>
        <Time at={open.foundAt} />
      </div>
      <p>{open.evidence}</p>
      <p className="muted">
        Sending is stopped. Have the platforms read: whoever was written to since <Time at={open.since} /> without this database gets
        nothing more of that round. Then close this, and lift the stop.
      </p>
      {open.report.length > 0 && (
        <ul className="row-list" aria-label="What the platforms told">
          {open.report.map(({ platform, of, found, unknown, problem }) => (
            <li key={`${platform} ${of}`}>
              <Verdict kind={problem === null ? 'ok' : 'warn'}>{platform}</Verdict>
              <span className="muted">
                {problem ?? `${formatCount(found)} ${counted[of] ?? of}, ${formatCount(unknown)} of them unknown here and taken over`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isReading && <p role="status">The platforms are being read…</p>}
      {failed && <Verdict kind="bad">{failed}</Verdict>}
      {isClosing ? (
        <ReasonForm
          label="What you looked at"
          verb="Close"
          tone="primary"
          refusal={refusal}
          onReason={onClose}
          onClose={() => setClosing(false)}
        />
      ) : (
        <p>
          <Button refusal={refusal ?? (isReading ? 'They are being read.' : null)} onClick={() => void onAsk()}>
            {open.readAt === null ? 'Read the platforms' : 'Read them again'}
          </Button>{' '}
          <Button refusal={refusal ?? (open.readAt === null ? 'Have the platforms read first.' : null)} onClick={() => setClosing(true)}>
            Close…
          </Button>
        </p>
      )}
    </section>
  )
}
