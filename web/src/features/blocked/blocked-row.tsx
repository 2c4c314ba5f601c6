import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { Bidi } from '../../ui/bidi.tsx'
import { TierChip, Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { BlockedDraft } from './blocked-documents.ts'

/** One blocked draft: whom it is for, and every guard that spoke with its sentence. `outcome` is what crafting it again came to. */
export function BlockedRow({
  draft,
  selected,
  outcome,
  onSelect,
}: {
  draft: BlockedDraft
  selected: boolean
  outcome: string | undefined
  onSelect(selected: boolean): void
}): ReactElement {
  const name = draft.lead.fullName ?? 'No name'
  return (
    <li className="blocked-row">
      <label className="blocked-select">
        <input type="checkbox" checked={selected} onChange={(event) => onSelect(event.target.checked)} />
        <span className="hidden-text">Select the draft to {name}</span>
      </label>
      <div className="grow">
        <p>
          <TierChip tier={draft.tier} />{' '}
          <Link href={`/queue?tab=hidden&draft=${encodeURIComponent(draft.id)}`}>
            <Bidi text={name} />
          </Link>
          <span className="muted">
            {draft.lead.company && (
              <>
                , <Bidi text={draft.lead.company.name} />
              </>
            )}
            {' · '}
            {draft.angle.replaceAll('_', ' ')} · <Time at={draft.createdAt} />
          </span>
        </p>
        <ul>
          {draft.guardNotes
            .filter(({ code }) => code.startsWith('GUARD-'))
            .map(({ code, message }) => (
              <li key={code}>
                <Verdict kind="bad">
                  <code>{code}</code> {visibleText(message.replace(/^[a-z_]+: /, ''))}
                </Verdict>
              </li>
            ))}
        </ul>
        {outcome && (
          <p>
            <Verdict kind="warn">{visibleText(outcome)}</Verdict>
          </p>
        )}
      </div>
    </li>
  )
}
