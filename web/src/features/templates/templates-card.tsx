import type { ReactElement } from 'react'
import { useQuery, useSubscription } from 'urql'
import { useSearchParams } from 'wouter'
import { pausedStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { useStore } from '../../lib/store.ts'
import { Chip, TierChip } from '../../ui/chip.tsx'
import { Select } from '../../ui/field.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { settingsSubscription } from '../settings/settings-documents.ts'
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
  const [{ data: chosen, error: fault }, reload] = useQuery({
    query: templateQuery,
    variables: { angle: angle ?? '' },
    pause: angle === undefined,
    requestPolicy: 'cache-and-network',
  })
  const refresh = (): void => {
    again({ requestPolicy: 'network-only' })
    reload({ requestPolicy: 'network-only' })
  }
  useSubscription({ query: settingsSubscription, pause: paused }, () => {
    refresh()
    return null
  })
  const wrong = error && !data ? error : fault && !chosen ? fault : null
  if (wrong) return <ErrorState what="The texts could not be loaded" {...faultOf(wrong)} onRetry={refresh} />
  const template = chosen?.template?.angle === angle ? chosen?.template : undefined
  return (
    <>
      <section className="card" aria-labelledby="templates-title">
        <h2 id="templates-title">Texts and angles</h2>
        <p className="muted">A version is written from once a reviewer has signed it off. Drafts that wait keep their words.</p>
        {rows.length > 0 && angle !== undefined && (
          <Select
            label="Text"
            value={angle}
            options={rows.map((row) => ({ value: row.angle, label: labelOf(row) }))}
            onChange={(text) => setAddress({ section: 'templates', text })}
          />
        )}
        {template && (
          <p className="template-facts">
            {template.tiers.map((tier) => (
              <TierChip key={tier} tier={tier} />
            ))}
            <Chip>{kinds[template.kind] ?? template.kind}</Chip>
            <span className="muted sm">Version {template.live.version} is live.</span>
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
            onSaved={refresh}
          />
          <TemplateVersions
            key={`versions ${template.angle} ${template.newest.version} ${template.live.version}`}
            template={template}
            onSigned={refresh}
          />
        </>
      ) : chosen?.template === null ? (
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
  const waits = newest.version > live.version ? ', waits for sign-off' : ''
  return `${kinds[kind] ?? kind}: ${words(angle)}${waits}${outdated > 0 ? `, ${outdated} in older words` : ''}`
}
