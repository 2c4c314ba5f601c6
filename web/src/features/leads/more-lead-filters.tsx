import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../lib/graphql.ts'
import { Select, TextField } from '../../ui/field.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { wordsOf } from './lead-columns.tsx'
import { type DayBound, type LeadStatus, type LeadView, stages, stageWords, statuses } from './lead-filter.ts'

const choicesQuery = graphql(`
  query LeadChoices {
    accounts { id address }
    industries
  }
`)

const dayLabels = [
  ['knownFrom', 'Known from'],
  ['knownTo', 'Known to'],
  ['changedFrom', 'Changed from'],
  ['changedTo', 'Changed to'],
] as const satisfies readonly (readonly [DayBound, string])[]

/** Status, source, industry, account and days; what can be chosen is asked for when the filters are opened. */
export function MoreLeadFilters({ view, onView }: { view: LeadView; onView(view: LeadView): void }): ReactElement {
  const [{ data }] = useQuery({ query: choicesQuery, requestPolicy: 'cache-and-network' })
  const named = (values: readonly string[] = []) => values.map((value) => ({ value, label: visibleText(value) }))
  const sources = [
    { value: '', label: 'Anywhere' },
    { value: 'csv', label: 'An imported file' },
    { value: 'apollo', label: 'Apollo' },
  ]
  // What an address asks for can be chosen, whatever else there is.
  const withChosen = (options: { value: string; label: string }[], chosen: string) =>
    options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: visibleText(chosen) }]
  return (
    <div className="menu filter-menu">
      <Select<LeadStatus | 'ANY'>
        label="Status"
        value={view.status ?? 'ANY'}
        options={[
          { value: 'ANY', label: 'Any' },
          ...stages.flatMap((stage) =>
            statuses[stage].map((status) => ({ value: status, label: `${stageWords[stage]}: ${wordsOf(status).toLowerCase()}` })),
          ),
        ]}
        onChange={(status) => onView({ ...view, status: status === 'ANY' ? null : status })}
      />
      <Select
        label="Came from"
        value={view.source}
        options={withChosen(sources, view.source)}
        onChange={(source) => onView({ ...view, source })}
      />
      <Select
        label="Industry"
        value={view.industry}
        options={withChosen([{ value: '', label: 'Any industry' }, ...named(data?.industries)], view.industry)}
        onChange={(industry) => onView({ ...view, industry })}
      />
      <Select
        label="Kept by"
        value={view.account}
        options={withChosen([{ value: '', label: 'Any account' }, ...named(data?.accounts.map(({ address }) => address))], view.account)}
        onChange={(account) => onView({ ...view, account })}
      />
      <div className="filter-days">
        {dayLabels.map(([bound, label]) => (
          <TextField
            key={bound}
            label={label}
            type="date"
            value={view.days[bound]}
            onChange={(event) => onView({ ...view, days: { ...view.days, [bound]: event.target.value } })}
          />
        ))}
      </div>
      <TextField
        label="As of"
        type="date"
        hint="By the status that leads had at the end of that day; all else is of now."
        value={view.asOf}
        onChange={(event) => onView({ ...view, asOf: event.target.value })}
      />
    </div>
  )
}
