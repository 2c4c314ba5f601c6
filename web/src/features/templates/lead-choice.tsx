import { type ReactElement, useDeferredValue, useState } from 'react'
import { useQuery } from 'urql'
import { Select, TextField } from '../../ui/field.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { type TemplateLead, templateLeadsQuery } from './template-documents.ts'

const sample = { value: '', label: 'A made-up lead of whom much is known' }

function labelOf({ fullName, title, company }: TemplateLead): string {
  return visibleText([fullName ?? 'No name', title, company?.name].filter((part) => part != null && part !== '').join(', '))
}

/** Whom a text is tried on: real leads by name or company, or a made-up one. */
export function LeadChoice({
  tiers,
  leadId,
  onChoose,
}: {
  tiers: readonly ('TIER_1' | 'TIER_2' | 'TIER_3')[]
  leadId: string | null
  onChoose(leadId: string | null): void
}): ReactElement {
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim())
  const [{ data }] = useQuery({
    query: templateLeadsQuery,
    variables: { search: wanted === '' ? null : wanted, tier: wanted === '' ? [...tiers] : null },
  })
  const found = data?.leads.edges.map(({ node }) => node) ?? []
  const options = found.map((lead) => ({ value: lead.id, label: labelOf(lead) }))
  const isFound = leadId === null || options.some(({ value }) => value === leadId)
  return (
    <div className="lead-choice">
      <TextField
        label="Find a lead"
        type="search"
        value={search}
        hint={wanted !== '' && data && found.length === 0 ? 'No lead has such a name or company.' : undefined}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Select
        label="Tried on"
        value={leadId ?? ''}
        options={[sample, ...(isFound || leadId === null ? [] : [{ value: leadId, label: 'The lead that was chosen' }]), ...options]}
        onChange={(value) => onChoose(value === '' ? null : value)}
      />
    </div>
  )
}
