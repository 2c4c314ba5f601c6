import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { formatClock, zoneCity } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { useNow } from '../../lib/now.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { bookMeeting, meetingSlotsQuery, type Slot } from './meeting-documents.ts'

/** How far ahead slots are offered, in milliseconds. */
const aheadMs = 14 * 86_400_000

const dayOf = ({ startAt, timeZone }: Slot): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long' }).format(Date.parse(startAt))

/** Chooses a day and a time that are free, in the lead's zone with the viewer's beside it, and books it. Esc closes it. */
export function BookForm({ leadId, onDone, onClose }: { leadId: string; onDone(): void; onClose(): void }): ReactElement {
  const now = useNow()
  const [from] = useState(() => new Date(now).toISOString())
  const variables = { id: leadId, from, to: new Date(Date.parse(from) + aheadMs).toISOString() }
  const [{ data, error }, again] = useQuery({ query: meetingSlotsQuery, variables, requestPolicy: 'network-only' })
  if (error && !data) {
    return <ErrorState what="Free times could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  }
  if (!data) return <Skeleton height={72} />
  if (data.meetingSlots.length === 0) {
    return (
      <div className="stack">
        <p>Nothing is free in the next 14 days, or no calendar is connected.</p>
        <div className="state-actions">
          <Button onClick={onClose}>Back</Button>
        </div>
      </div>
    )
  }
  return (
    <Chooser
      leadId={leadId}
      slots={data.meetingSlots}
      onDone={onDone}
      onClose={onClose}
      onGone={() => again({ requestPolicy: 'network-only' })}
    />
  )
}

type ChooserProps = { leadId: string; slots: readonly Slot[]; onDone(): void; onClose(): void; onGone(): void }

function Chooser({ leadId, slots, onDone, onClose, onGone }: ChooserProps): ReactElement {
  const [chosenDay, setDay] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('select')?.focus(), [])
  const [{ fetching }, run] = useMutation(bookMeeting)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const days = [...new Set(slots.map(dayOf))]
  const day = chosenDay !== null && days.includes(chosenDay) ? chosenDay : (days[0] ?? '')
  const times = slots.filter((slot) => dayOf(slot) === day)
  const slot = times.find(({ startAt }) => startAt === chosen) ?? times[0]
  const refusal = !mayOperate
    ? 'Booking a meeting needs the scope operate.'
    : state === 'offline'
      ? 'No connection: it can be booked when it is back.'
      : fetching
        ? 'Already on its way.'
        : null
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal || !slot) return announce(refusal ?? 'Nothing is chosen.', 'assertive')
    const { data, error } = await run({ input: { leadId, startAt: slot.startAt, clientMutationId: newId() } })
    const answer = data?.bookMeeting
    const why = refusedOf(answer, 'BookMeetingSuccess', error)
    const said = answer?.__typename === 'BookMeetingSuccess' ? answer : null
    const isLost = said?.meeting.status === 'REFUSED'
    const told = why?.message ?? said?.message ?? ''
    setRefused(why ?? (isLost ? { code: 'REFUSED', message: told, reasons: [] } : null))
    announce(told, why || isLost ? 'assertive' : 'polite')
    if (why || isLost) onGone()
    else onDone()
  }
  const onKey = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) onClose()
  }
  const zone = slot?.timeZone ?? ''
  return (
    <form ref={form} aria-label="Book a meeting" onSubmit={submit} onKeyDown={onKey} className="stack">
      <div className="stack">
        <Select<string> label="Day" value={day} options={days.map((one) => ({ value: one, label: one }))} onChange={setDay} />
        <Select<string>
          label={`Time in ${zoneCity(zone)}`}
          value={slot?.startAt ?? ''}
          options={times.map(({ startAt }) => ({
            value: startAt,
            label: `${formatClock(Date.parse(startAt), zone)} (${formatClock(Date.parse(startAt))} yours)`,
          }))}
          onChange={setChosen}
        />
      </div>
      {slot && !slot.isLeadZone && <p className="muted sm">The lead’s zone is not known: times are the organisation’s.</p>}
      {slot && <p className="sm">{slot.words}. The calendar invites them; their cadence ends.</p>}
      <div className="state-actions">
        <Button type="submit" tone="primary" refusal={refusal}>
          Book meeting
        </Button>
        <Button onClick={onClose}>Back</Button>
      </div>
      {refused && (
        <p className="refused">
          <Icon name="bad" /> Not booked. {refused.message.replace(/^Not booked: /, '')}
        </p>
      )}
    </form>
  )
}
