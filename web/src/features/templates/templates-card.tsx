import { type ReactElement, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { useSearchParams } from 'wouter'
import { pausedStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { Chip, TierChip } from '../../ui/chip.tsx'
import { Select } from '../../ui/field.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { settingsSubscription } from '../settings/settings-documents.ts'
import { NewText } from './new-text.tsx'
import { unsavedText } from './new-text-name.ts'
import { OutdatedDrafts } from './outdated-drafts.tsx'
import { type TemplateRow, templateQuery, templatesQuery } from './template-documents.ts'
import { TemplateEditor } from './template-editor.tsx'
import { TemplateVersions } from './template-versions.tsx'
import './templates.css'

const kinds: Readonly<Record<string, string>> = {
  first_touch: 'First email',
  follow_up: 'Follow-up',
  revival: 'Revival',
  connection_note: 'LinkedIn request',
  linkedin_message: 'LinkedIn message',
  phone_script: 'Call',
  voice_note_script: 'Voice note',
}
const order = Object.keys(kinds)
const words = (angle: string): string => angle.replaceAll('_', ' ')

/** Every text that drafts are written from: its words beside what a real lead would get, its versions, and the sign-off that lets one go live. */
export function TemplatesCard(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const paused = useStore(pausedStore)
  const [{ data, error }, again] = useQuery({ query: templatesQuery, requestPolicy: 'cache-and-network' })
  const rows = (data?.templates ?? []).toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
  const angle = address.get('text') ?? rows[0]?.angle
  const from = address.get('from')
  const [isNaming, setIsNaming] = useState(false)
  const [{ data: chosen, error: fault, fetching }, reload] = useQuery({
    query: templateQuery,
    variables: { angle: angle ?? '' },
    pause: angle === undefined,
    requestPolicy: 'cache-and-network',
  })
  // A text that is not there yet is written over the words of another; the address holds both names, so a reload loses nothing.
  const [{ data: begun, error: lost }] = useQuery({
    query: templateQuery,
    variables: { angle: from ?? '' },
    pause: from === null || chosen?.template !== null,
  })
  const refresh = (): void => {
    again({ requestPolicy: 'network-only' })
    reload({ requestPolicy: 'network-only' })
  }
  useSubscription({ query: settingsSubscription, pause: paused }, () => {
    refresh()
    return null
  })
  const wrong = error && !data ? error : fault && !chosen ? fault : lost && !begun ? lost : null
  if (wrong) return <ErrorState what="The texts could not be loaded" {...faultOf(wrong)} onRetry={refresh} />
  const stored = chosen?.template?.angle === angle ? chosen?.template : undefined
  const source = begun?.template?.angle === from ? begun?.template : undefined
  const isNew = chosen?.template === null && source != null && angle !== undefined
  const template = isNew ? unsavedText(angle, source) : stored
  const open = (text: string): void => setAddress({ section: 'templates', text })
  return (
    <>
      <section className="card" aria-labelledby="templates-title">
        <h2 id="templates-title">Texts and angles</h2>
        <p className="muted">A version is written from once a reviewer has signed it off. Drafts that wait keep their words.</p>
        {rows.length > 0 && angle !== undefined && !isNaming && (
          <div className="form-row">
            <Select
              label="Text"
              value={angle}
              options={[
                ...(isNew ? [{ value: angle, label: `New: ${words(angle)}` }] : []),
                ...rows.map((row) => ({ value: row.angle, label: labelOf(row) })),
              ]}
              onChange={open}
            />
            <Button onClick={() => setIsNaming(true)}>New text</Button>
          </div>
        )}
        {isNaming && (
          <NewText
            known={rows.map((row) => ({ value: row.angle, label: `${kinds[row.kind] ?? row.kind}: ${words(row.angle)}` }))}
            like={from ?? angle ?? ''}
            onBegin={(text, like) => {
              setIsNaming(false)
              setAddress({ section: 'templates', text, from: like })
            }}
            onLeave={() => setIsNaming(false)}
          />
        )}
        {template && (
          <p className="template-facts">
            {template.tiers.map((tier) => (
              <TierChip key={tier} tier={tier} />
            ))}
            <Chip>{kinds[template.kind] ?? template.kind}</Chip>
            <span className="muted sm">
              {isNew
                ? `Not saved yet. It begins with the words of ${words(from ?? '')}, and goes live when it has its own.`
                : template.live === null
                  ? 'No version is live: nobody gets it yet.'
                  : `Version ${template.live.version} is live.`}
            </span>
          </p>
        )}
      </section>
      {template ? (
        <>
          <OutdatedDrafts angle={template.angle} count={template.outdated} onCrafted={refresh} />
          <TemplateEditor
            key={`${template.angle} ${template.newest.version}`}
            template={template}
            placeholders={data?.templatePlaceholders ?? []}
            onSaved={() => {
              if (isNew) open(template.angle)
              refresh()
            }}
          />
          {!isNew && (
            <TemplateVersions
              key={`versions ${template.angle} ${template.newest.version} ${template.live?.version ?? 0}`}
              template={template}
              onSigned={refresh}
            />
          )}
        </>
      ) : chosen?.template === null && !fetching && (from === null || begun?.template === null) ? (
        <EmptyState title="There is no such text.">Choose one above.</EmptyState>
      ) : (
        <div role="status" aria-label="Loading the text">
          <Skeleton height={480} />
        </div>
      )}
    </>
  )
}

function labelOf({ angle, kind, live, newest, outdated }: TemplateRow): string {
  const waits = newest.version > (live?.version ?? 0) ? ', waits for sign-off' : ''
  return `${kinds[kind] ?? kind}: ${words(angle)}${waits}${outdated > 0 ? `, ${outdated} in older words` : ''}`
}
