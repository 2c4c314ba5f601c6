import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { fieldsOf, rowsOf, wordOf } from '../../lib/json.ts'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ConfirmItem } from './confirm-item.tsx'
import type { GoLiveItem } from './go-live-documents.ts'
import './go-live.css'

/** What must be so before the first message, item by item: what was found and when, what to do, and who answers for it. */
export function Checklist({ items, onConfirmed }: { items: readonly GoLiveItem[]; onConfirmed(): void }): ReactElement {
  return (
    <ul className="row-list go-live-items" aria-label="Production list">
      {items.map((item) => (
        <li key={item.name}>
          <details className="fold grow">
            <summary>
              <Icon name="next" size={12} />
              <span className="grow">
                <Verdict kind={item.passed ? 'ok' : item.blocking ? 'bad' : 'warn'}>
                  {item.title}
                  <span className="hidden-text">{item.passed ? ', holds' : item.blocking ? ', missing' : ', advised'}</span>
                </Verdict>
                {!item.passed && !item.blocking && <Chip>Advice</Chip>}
                <span className="muted sm row-note go-live-found">
                  {visibleText(item.value)}
                  {item.confirmedBy !== null && `. ${item.confirmedBy} answers for it`}
                </span>
              </span>
              {item.checkedAt && (
                <span className="muted sm">
                  <Time at={item.checkedAt} />
                </span>
              )}
            </summary>
            <div className="stack go-live-more sm">
              <p>Required: {item.required}.</p>
              {!item.passed && (
                <p>
                  {item.todo} <Link href={item.href}>Go there</Link>
                  <span className="hidden-text"> for {item.title}</span>
                </p>
              )}
              {item.confirmationNote !== null && <p className="muted">“{visibleText(item.confirmationNote)}”</p>}
              <Evidence evidence={item.evidence} />
              {item.confirmable && <ConfirmItem key={String(item.confirmedBy)} item={item} onConfirmed={onConfirmed} />}
            </div>
          </details>
        </li>
      ))}
    </ul>
  )
}

/** What it was computed from: lists as lines, single values as pairs. */
function Evidence({ evidence }: { evidence: unknown }): ReactElement | null {
  const lines = Object.entries(fieldsOf(evidence)).flatMap(([name, value]) =>
    Array.isArray(value)
      ? rowsOf(value).map((row, place) => ({
          key: `${name} ${place}`,
          text: Object.entries(row)
            .map(([key, one]) => `${key} ${wordOf(one) || '–'}`)
            .join(', '),
        }))
      : wordOf(value) === ''
        ? []
        : [{ key: name, text: `${name} ${wordOf(value)}` }],
  )
  if (lines.length === 0) return null
  return (
    <ul className="evidence muted" aria-label="Evidence">
      {lines.map(({ key, text }) => (
        <li key={key}>{visibleText(text)}</li>
      ))}
    </ul>
  )
}
