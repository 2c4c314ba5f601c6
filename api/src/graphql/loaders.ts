import type { Reader } from '@swarm/db/read'
import DataLoader from 'dataloader'
import { type CompanyRow, loadCompanies } from './company-rows.ts'
import { type LeadRow, loadLeads } from './lead-rows.ts'
import { loadLatestEntries, type TimelineRow } from './timeline-rows.ts'

/** One batched statement for each relation and page, however many rows. Made anew for each operation: nothing is remembered across. */
export type Loaders = {
  lead: DataLoader<string, LeadRow | null>
  company: DataLoader<string, CompanyRow | null>
  /** The newest entries of many leads, `first` each. */
  latestEntries(first: number): DataLoader<string, TimelineRow[]>
}

export function createLoaders(reader: Reader): Loaders {
  const latestEntries = new Map<number, DataLoader<string, TimelineRow[]>>()
  return {
    lead: new DataLoader((ids) => loadLeads(reader, ids)),
    company: new DataLoader((ids) => loadCompanies(reader, ids)),
    latestEntries(first) {
      const loader = latestEntries.get(first) ?? new DataLoader((ids: readonly string[]) => loadLatestEntries(reader, ids, first))
      latestEntries.set(first, loader)
      return loader
    },
  }
}
