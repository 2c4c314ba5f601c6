import { type ReactElement, useEffect, useState } from 'react'
import { useClient, useQuery } from 'urql'
import { download } from '../../lib/csv.ts'
import { faultOf } from '../../lib/fault.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { useScope } from '../../lib/scope.ts'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { EraseDialog } from './erase-dialog.tsx'
import { type Erasure, leadErasureQuery, personalDataQuery } from './erasure-documents.ts'

/** What a person may ask of us: everything we keep about them, and that it goes. For admins; how far an erasure is, everybody sees. */
export function LeadData({ id, changedAt }: { id: string; changedAt: string }): ReactElement | null {
  const [{ data, error }, again] = useQuery({ query: leadErasureQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  const mayErase = useScope('admin')
  const client = useClient()
  const [isAsking, setAsking] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  const reload = (): void => again({ requestPolicy: 'network-only' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lead's own change says that something of it is new
  useEffect(() => again({ requestPolicy: 'network-only' }), [changedAt, again])
  if (error && !data) return <ErrorState what="Whether they are to be erased could not be loaded" {...faultOf(error)} onRetry={reload} />
  const lead = data?.lead
  if (!lead || (!mayErase && lead.erasure === null)) return null
  const save = async (): Promise<void> => {
    const answer = await client.query(personalDataQuery, { id }, { requestPolicy: 'network-only' }).toPromise()
    setSaid(answer.error ? faultOf(answer.error).message : 'The file is in your downloads. It is for this person alone.')
    if (answer.data) download('personal-data.json', `${JSON.stringify(answer.data.personalData, null, 2)}\n`, 'application/json')
  }
  return (
    <section className="card" aria-labelledby="data-title">
      <h2 id="data-title">Personal data</h2>
      {lead.erasure === null ? (
        <p className="sm">When they ask what we keep about them, give them the file. When they ask to be forgotten, erase them.</p>
      ) : (
        <State erasure={lead.erasure} />
      )}
      {mayErase && (
        <div className="state-actions">
          {lead.erasure?.doneAt == null && <Button onClick={() => void save()}>Save everything as a file</Button>}
          {lead.erasure === null && (
            <Button tone="bad" onClick={() => setAsking(true)}>
              Erase this person…
            </Button>
          )}
        </div>
      )}
      {said !== null && (
        <p className="sm" role="status">
          {said}
        </p>
      )}
      {isAsking && (
        <EraseDialog
          id={id}
          name={lead.fullName ?? lead.email ?? 'this person'}
          onClose={() => {
            setAsking(false)
            reload()
          }}
        />
      )}
    </section>
  )
}

function State({ erasure: { askedBy, askedAt, doneAt, waitsFor, heldBy } }: { erasure: Erasure }): ReactElement {
  return (
    <>
      {doneAt !== null ? (
        <Verdict kind="ok">
          Erased <Time at={doneAt} />, asked for by {askedBy}. Nobody writes to them again, whatever is imported.
        </Verdict>
      ) : (
        <>
          <Verdict kind="warn">
            {askedBy} asked <Time at={askedAt} /> to erase them. Nobody writes to them any more; their data goes once nothing is under way:
          </Verdict>
          <ul className="sm">
            {waitsFor.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </>
      )}
      {heldBy.length > 0 && (
        <p className="sm">Delete them by hand at {heldBy.map(providerLabel).join(', ')}: this program can’t do it there.</p>
      )}
    </>
  )
}
