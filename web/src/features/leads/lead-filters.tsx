import type { ReactElement, Ref } from 'react'
import { Button } from '../../ui/button.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { Popover } from '../../ui/popover.tsx'
import { leadColumns, mostColumns } from './lead-columns.tsx'
import { isFiltered, type LeadView, readLeadView, type Tier, tiers } from './lead-filter.ts'
import { MoreLeadFilters } from './more-lead-filters.tsx'

const scores = [40, 60, 80] as const
const unfiltered = readLeadView(new URLSearchParams())

/** Which of the leads stand below; all of it stands in the address. */
export function LeadFilters({
  view,
  onView,
  searchField,
}: {
  view: LeadView
  onView(view: LeadView): void
  searchField: Ref<HTMLInputElement>
}): ReactElement {
  const toggle = (tier: Tier): void =>
    onView({ ...view, tiers: view.tiers.includes(tier) ? view.tiers.filter((one) => one !== tier) : [...view.tiers, tier] })
  const isMore = view.asOf !== '' || isFiltered({ ...view, search: '', stages: [], tiers: [], scoreMin: null })
  return (
    <>
      <input
        ref={searchField}
        className="input lead-search"
        type="search"
        aria-label="Search leads by name, title, company or address"
        aria-keyshortcuts="/"
        placeholder="Name, title, company, address"
        value={view.search}
        onChange={(event) => onView({ ...view, search: event.target.value })}
      />
      {tiers.map((tier) => (
        <Button key={tier} className="tier-toggle" aria-pressed={view.tiers.includes(tier)} onClick={() => toggle(tier)}>
          <TierChip tier={tier} />
        </Button>
      ))}
      <select
        className="input"
        aria-label="Score"
        value={view.scoreMin ?? ''}
        onChange={(event) => onView({ ...view, scoreMin: event.target.value === '' ? null : Number(event.target.value) })}
      >
        <option value="">Any score</option>
        {[...new Set([...scores, ...(view.scoreMin === null ? [] : [view.scoreMin])])].map((score) => (
          <option key={score} value={score}>
            {score} and more
          </option>
        ))}
      </select>
      <Popover
        className="button"
        label={isMore ? 'More filters, in use' : 'More filters'}
        button={<span aria-hidden="true">More{isMore ? ' ·' : ''}</span>}
      >
        {() => <MoreLeadFilters view={view} onView={onView} />}
      </Popover>
      {isFiltered(view) && (
        <Button
          tone="quiet"
          onClick={() => onView({ ...unfiltered, asOf: view.asOf, by: view.by, descending: view.descending, columns: view.columns })}
        >
          Clear
        </Button>
      )}
    </>
  )
}

/** Which columns the table has, kept on this device. */
export function ColumnChoice({ shown, onShown }: { shown: readonly string[]; onShown(ids: string[]): void }): ReactElement {
  return (
    <Popover className="button column-choice" label="Columns" button={<span aria-hidden="true">Columns</span>}>
      {() => (
        <fieldset className="menu">
          <legend className="menu-note">At most {mostColumns} fit at once.</legend>
          {leadColumns.map((column) => {
            const has = shown.includes(column.id)
            return (
              <label key={column.id} className="check-line">
                <input
                  type="checkbox"
                  checked={has}
                  disabled={column.id === 'NAME' || (!has && shown.length >= mostColumns)}
                  onChange={() => onShown(has ? shown.filter((id) => id !== column.id) : [...shown, column.id])}
                />
                {column.head}
              </label>
            )
          })}
        </fieldset>
      )}
    </Popover>
  )
}
