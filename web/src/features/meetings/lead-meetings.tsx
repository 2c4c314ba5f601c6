import { type ReactElement, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { Button } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { BookForm } from './book-form.tsx'
import { leadMeetingsQuery, type Meeting } from './meeting-documents.ts'

const looks: Record<Meeting['status'], { tone: Tone; word: string }> = {
  REQUESTED: { tone: 'info', word: 'Being booked' },
  BOOKING: { tone: 'info', word: 'Being booked' },
  BOOKED: { tone: 'ok', word: 'Booked' },
  UNKNOWN: { tone: 'warn', word: 'Unclear, looked up' },
  REFUSED: { tone: 'bad', word: 'Not booked' },
  CANCELLED: { tone: 'neutral', word: 'Cancelled' },
  HELD: { tone: 'ok', word: 'Held' },
  NO_SHOW: { tone: 'warn', word: 'They did not come' },
}

/** Meetings with a lead, each in the lead's own zone, and the next one to be booked. `changedAt` asks again. */
export function LeadMeetings({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: leadMeetingsQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  const [isOpen, setOpen] = useState(false)
  // What closes gives the focus back to what opened it.
  const [wasOpen, setWasOpen] = useState(false)
  const close = (): void => {
    setOpen(false)
    setWasOpen(true)
  }
  const reload = (): void => again({ requestPolicy: 'network-only' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lead's own change says that something of it is new
  useEffect(() => again({ requestPolicy: 'network-only' }), [changedAt, again])
  const meetings = data?.lead?.meetings
  return (
    <section className="card" aria-labelledby="meetings-title">
      <div className="card-title">
        <h2 id="meetings-title">Meetings</h2>
        {!isOpen && meetings && (
          <Button autoFocus={wasOpen} onClick={() => setOpen(true)}>
            Book a meeting…
          </Button>
        )}
      </div>
      {error && !data ? (
        <ErrorState what="Meetings could not be loaded" {...faultOf(error)} onRetry={reload} />
      ) : !meetings ? (
        <Skeleton height={48} />
      ) : (
        <>
          {isOpen && (
            <BookForm
              leadId={id}
              onDone={() => {
                close()
                reload()
              }}
              onClose={close}
            />
          )}
          {meetings.length === 0 ? (
            <p className="muted">None yet.</p>
          ) : (
            <ul className="row-list sm">
              {meetings.map((meeting) => (
                <li key={meeting.id}>
                  <span className="grow">
                    {visibleText(meeting.words)}
                    {meeting.message && <p className="muted">{visibleText(meeting.message)}</p>}
                  </span>
                  <Chip tone={looks[meeting.status].tone}>{looks[meeting.status].word}</Chip>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  )
}
