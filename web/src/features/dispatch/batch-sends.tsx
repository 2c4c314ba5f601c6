import { type ReactElement, useEffect, useEffectEvent, useRef, useState } from 'react'
import { formatClock } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { SendState, TierChip } from '../../ui/chip.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Send } from './batch-documents.ts'
import { opening, ruleWords } from './dispatch-words.ts'
import { LeadLink } from './held-back.tsx'
import { TheirTime } from './planned-sends.tsx'
import { SendChain } from './send-chain.tsx'
import './batch.css'

/** A row that just changed is tinted this long, in milliseconds. */
const tintMs = 1_200

/**
 * The frozen list, in its order: recipient, subject opening to the very bytes that go, account, local time; once decided, what became of
 * each. `showTexts` opens every text, one under the other. `onShownToEnd` is told when the last of it was on screen.
 */
export function BatchSends({
  label,
  sends,
  showStates,
  showTexts,
  onShownToEnd,
}: {
  label: string
  sends: readonly Send[]
  showStates: boolean
  showTexts: boolean
  onShownToEnd?(): void
}): ReactElement {
  return (
    <>
      <table className="small-table batch-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Recipient</th>
            <th scope="col">Subject</th>
            <th scope="col">Account</th>
            <th scope="col">Their time</th>
            {showStates && <th scope="col">State</th>}
          </tr>
        </thead>
        <tbody>
          {sends.map((send) => (
            <SendRows key={send.id} send={send} showState={showStates} showText={showTexts} />
          ))}
        </tbody>
      </table>
      {onShownToEnd && <EndMark key={sends.length} onSeen={onShownToEnd} />}
    </>
  )
}

function SendRows({ send, showState, showText }: { send: Send; showState: boolean; showText: boolean }): ReactElement {
  const [opened, setOpened] = useState(showText)
  const isFresh = useFresh(`${send.status} ${send.code}`)
  const subject = visibleText(opening(send.subject ?? send.body ?? 'Erased', 90))
  return (
    <>
      <tr className="send-row" data-fresh={isFresh}>
        <td>
          <span className="name-line">
            <TierChip tier={send.lead.tier} />
            <span>
              {send.step === 0 ? 'Internal test' : <LeadLink lead={send.lead} />}
              <br />
              <span className="muted sm">
                <Bidi text={send.address} />
              </span>
            </span>
          </span>
        </td>
        <td>
          <Button tone="link" aria-expanded={opened} className="subject-button" onClick={() => setOpened(!opened)}>
            {subject}
          </Button>
        </td>
        <td>
          <Bidi text={send.account ?? '–'} />
        </td>
        <td>{send.scheduledAt ? <TheirTime at={send.scheduledAt} timeZone={send.timeZone} /> : '–'}</td>
        {showState && (
          <td>
            <SendState status={send.status} />
            {send.code && (
              <p className="muted sm">
                {ruleWords(send.code)}
                {send.message && `: ${visibleText(send.message)}`}
              </p>
            )}
            {send.proofOverdue && <p className="warn-words sm">No proof an hour after its window.</p>}
          </td>
        )}
      </tr>
      {opened && (
        <tr>
          <td colSpan={showState ? 5 : 4} className="send-opened">
            <div className="send-sides">
              <div className="send-text">
                {send.subject && <h3>{visibleText(send.subject)}</h3>}
                <p>{send.body === null ? 'The text was erased.' : visibleText(send.body)}</p>
              </div>
              {showState && <SendChain id={send.id} changed={send.status} />}
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

/** True for a moment after a value changed; not for its first one. */
function useFresh(value: string): boolean {
  const before = useRef(value)
  const [isFresh, setFresh] = useState(false)
  useEffect(() => {
    if (before.current === value) return
    before.current = value
    setFresh(true)
    const timer = setTimeout(() => setFresh(false), tintMs)
    return () => clearTimeout(timer)
  }, [value])
  return isFresh
}

/** Stands below the last row and tells when it comes into view. */
function EndMark({ onSeen }: { onSeen(): void }): ReactElement {
  const mark = useRef<HTMLDivElement>(null)
  const seen = useEffectEvent(onSeen)
  useEffect(() => {
    if (!mark.current) return
    // What lies behind the sticky decision was not on screen.
    const behind = document.querySelector('.batch-decision')?.clientHeight ?? 0
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) seen()
      },
      { rootMargin: `0px 0px -${behind}px 0px` },
    )
    watch.observe(mark.current)
    return () => watch.disconnect()
  }, [])
  return <div ref={mark} className="end-mark" aria-hidden="true" />
}

/** From when to when a batch goes, on the recipients' clocks: `08:12 to 10:40 their time`. Empty without a planned time. */
export function spanWords(sends: readonly Send[]): string {
  const clocks = sends.flatMap((send) => (send.scheduledAt ? [formatClock(Date.parse(send.scheduledAt), send.timeZone)] : [])).sort()
  const [first] = clocks
  const last = clocks.at(-1)
  if (!first || !last) return ''
  return first === last ? `at ${first} their time` : `${first} to ${last} their time`
}
