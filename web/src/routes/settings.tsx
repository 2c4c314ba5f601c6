import { type ReactElement, useEffect, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { ExclusionsCard } from '../features/settings/exclusions-card.tsx'
import { ApiKeysCard } from '../features/settings/keys-card.tsx'
import { SafetyControlsCard } from '../features/settings/safety-controls-card.tsx'
import { SectionForm, type Unsaved } from '../features/settings/section-form.tsx'
import { SuppressionsCard } from '../features/settings/suppressions-card.tsx'
import '../features/settings/settings.css'
import { settingsQuery, settingsSubscription } from '../features/settings/settings-documents.ts'
import { UsersCard } from '../features/settings/users-card.tsx'
import { VersionHistory } from '../features/settings/version-history.tsx'
import { TemplatesCard } from '../features/templates/templates-card.tsx'
import { RescoringNote } from '../features/what-if/rescoring-note.tsx'
import { WhatIfNote } from '../features/what-if/what-if-note.tsx'
import { onReconnected, pausedStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { useStore } from '../lib/store.ts'
import { Select } from '../ui/field.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

/** What is no section of its own document, by its name in the address. */
const others: { name: string; title: string; Card(): ReactElement }[] = [
  { name: 'exclusions', title: 'Exclusions', Card: ExclusionsCard },
  { name: 'suppressions', title: 'Suppressions', Card: SuppressionsCard },
  { name: 'users', title: 'Users', Card: UsersCard },
  { name: 'keys', title: 'API keys', Card: ApiKeysCard },
]
const safety = { name: 'safety', title: 'Safety controls' }
const texts = { name: 'templates', title: 'Texts and angles' }

/** What a person decides: every section as a form with its versions, what keeps people safe, who is never written to, and who has access. */
export function SettingsPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const paused = useStore(pausedStore)
  const [unsaved] = useState<Unsaved>(() => new Map())
  const [{ data, error }, again] = useQuery({ query: settingsQuery, requestPolicy: 'cache-and-network' })
  const reload = (): void => again({ requestPolicy: 'network-only' })
  useSubscription({ query: settingsSubscription, pause: paused }, () => {
    reload()
    return null
  })
  useEffect(() => onReconnected(() => again({ requestPolicy: 'network-only' })), [again])
  const sections = data?.settings.sections ?? []
  const wanted = address.get('section') ?? sections[0]?.name ?? 'organisation'
  const section = sections.find(({ name }) => name === wanted)
  const other = others.find(({ name }) => name === wanted)
  const entries = [
    ...sections.map(({ name, title }) => ({ name, title })),
    safety,
    texts,
    ...others.map(({ name, title }) => ({ name, title })),
  ]
  const link = ({ name, title }: { name: string; title: string }): ReactElement => (
    <li key={name}>
      <Link href={`/settings?section=${name}`} aria-current={name === wanted ? 'true' : undefined}>
        {title}
      </Link>
    </li>
  )
  return (
    <div className="settings-page">
      <nav className="settings-nav" aria-label="Settings">
        <ul>{entries.slice(0, sections.length + 2).map(link)}</ul>
        <p className="sub-title">Never written to</p>
        <ul>{others.slice(0, 2).map(link)}</ul>
        <p className="sub-title">Access</p>
        <ul>{others.slice(2).map(link)}</ul>
      </nav>
      <div className="settings-choose">
        <Select
          label="Section"
          value={wanted}
          options={entries.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(name) => setAddress({ section: name })}
        />
      </div>
      <div className="stack">
        {other ? (
          <other.Card />
        ) : wanted === texts.name ? (
          <TemplatesCard />
        ) : error && !data ? (
          <ErrorState what="The settings could not be loaded" {...faultOf(error)} onRetry={reload} />
        ) : !data ? (
          <div role="status" aria-label="Loading settings">
            <Skeleton height={480} />
          </div>
        ) : wanted === safety.name ? (
          <SafetyControlsCard settings={data.settings} />
        ) : section ? (
          <>
            <SectionForm
              key={section.name}
              section={section}
              tighteningOnly={data.settings.tighteningOnly}
              unsaved={unsaved}
              foretell={(patch) => <WhatIfNote section={section.name} patch={patch} />}
              onSaved={reload}
            />
            {section.name === 'icp' && <RescoringNote version={section.version} />}
            <VersionHistory key={`${section.name} ${section.version}`} section={section} onSaved={reload} />
          </>
        ) : (
          <EmptyState title="There is no such section." actions={<LinkButton href="/settings">Show settings</LinkButton>} />
        )}
      </div>
    </div>
  )
}
