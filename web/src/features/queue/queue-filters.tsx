import type { ReactElement, Ref } from 'react'
import { Button } from '../../ui/button.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { Select } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'
import { MoreFilters } from './more-filters.tsx'
import { type Age, isFiltered, type Order, type QueueView, tiers, unfiltered } from './queue-address.ts'

/** Search, tiers, age, checks and order of the drafts; all of it stands in the address. */
export function QueueFilters({
  view,
  typed,
  onTyped,
  onView,
  searchField,
}: {
  view: QueueView
  /** What stands in the search field, which is ahead of the address while somebody types. */
  typed: string
  onTyped(text: string): void
  onView(view: QueueView): void
  searchField: Ref<HTMLInputElement>
}): ReactElement {
  const used = view.order !== null || isFiltered({ ...view, search: '', tiers: [] })
  return (
    <>
      <input
        ref={searchField}
        className="input"
        type="search"
        aria-label="Search drafts"
        aria-keyshortcuts="/"
        placeholder="Search"
        value={typed}
        onChange={(event) => onTyped(event.target.value)}
      />
      {tiers.map((tier) => (
        <Button
          key={tier}
          className="tier-toggle"
          aria-pressed={view.tiers.includes(tier)}
          onClick={() =>
            onView({ ...view, tiers: view.tiers.includes(tier) ? view.tiers.filter((one) => one !== tier) : [...view.tiers, tier] })
          }
        >
          <TierChip tier={tier} />
        </Button>
      ))}
      <Popover
        className="button tier-toggle"
        label={used ? 'More filters, in use' : 'More filters'}
        button={<span aria-hidden="true">{used ? '+ ·' : '+'}</span>}
      >
        {() => (
          <div className="menu filter-menu">
            <Select<Age | 'any'>
              label="Waiting"
              value={view.age ?? 'any'}
              options={[
                { value: 'any', label: 'Any time' },
                { value: 'hour', label: 'Less than an hour' },
                { value: 'day', label: 'Less than a day' },
                { value: 'older', label: 'More than a day' },
                { value: 'unseen', label: 'Beyond its time for a first look' },
                { value: 'late', label: 'Beyond its time for a decision' },
              ]}
              onChange={(age) => onView({ ...view, age: age === 'any' ? null : age })}
            />
            <Select<'any' | 'failing'>
              label="Checks"
              value={view.failing ? 'failing' : 'any'}
              options={[
                { value: 'any', label: 'All' },
                { value: 'failing', label: 'With a failing check' },
              ]}
              onChange={(checks) => onView({ ...view, failing: checks === 'failing' })}
            />
            <MoreFilters view={view} onView={onView} />
            <Select<Order | 'TIER'>
              label="Order"
              value={view.order ?? 'TIER'}
              options={[
                { value: 'TIER', label: 'Tier, then newest' },
                { value: 'NEWEST', label: 'Newest first' },
                { value: 'OLDEST', label: 'Oldest first' },
                { value: 'SCORE', label: 'Highest score first' },
              ]}
              onChange={(order) => onView({ ...view, order: order === 'TIER' ? null : order })}
            />
            {isFiltered(view) && <Button onClick={() => onView(unfiltered(view))}>Clear filters</Button>}
          </div>
        )}
      </Popover>
    </>
  )
}
