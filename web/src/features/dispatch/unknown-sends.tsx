import { type ReactElement, useState } from 'react'
import { formatAge } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Send } from './batch-documents.ts'
import { ruleWords } from './dispatch-words.ts'
import { LeadLink } from './held-back.tsx'
import { SendChain } from './send-chain.tsx'
import { SettleSend } from './settle-send.tsx'
import './batch.css'

/** Sends without a clear answer, in a group of their own: they count as sent and are not repeated, until the platform or a person says more. */
export function UnknownSends({ sends, onSettled }: { sends: readonly Send[]; onSettled(): void }): ReactElement {
  return (
    <section className="card unknown-group" aria-labelledby="unknown-title">
      <h2 id="unknown-title">
        <Verdict kind="unknown">Unknown {sends.length}</Verdict>
      </h2>
      <ul>
        {sends.map((send) => (
          <UnknownSend key={send.id} send={send} onSettled={onSettled} />
        ))}
      </ul>
    </section>
  )
}

function UnknownSend({ send, onSettled }: { send: Send; onSettled(): void }): ReactElement {
  const now = useNow()
  const [opened, setOpened] = useState(false)
  const platform = ruleWords(send.platform)
  const left = send.nextCheckAt ? Date.parse(send.nextCheckAt) - now : null
  return (
    <li className="settle-row">
      <div>
        {send.step === 0 ? 'Internal test' : <LeadLink lead={send.lead} />} <Bidi text={send.address} />
        <p>
          {send.nextCheckAt
            ? `No clear answer from ${platform}. It counts as sent and is not repeated. ${left !== null && left > 60_000 ? `Checking again in ${formatAge(left)}.` : 'Checking again soon.'}`
            : `${platform} can't tell whether this arrived. Look in its outbox, then say what you saw and where.`}
        </p>
        {send.message && <p className="muted sm">{visibleText(send.message)}</p>}
      </div>
      <SettleSend id={send.id} onSettled={onSettled} />
      <div>
        <Button tone="quiet" size="dense" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {opened ? 'Hide chain' : 'Show chain'}
        </Button>
      </div>
      {opened && <SendChain id={send.id} changed={send.status} />}
    </li>
  )
}
