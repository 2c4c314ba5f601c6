import type { ResultOf } from 'gql.tada'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { StatusWord } from '../../ui/stage-glyph.tsx'
import type { Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import type { leadRow } from './lead-documents.ts'

export type LeadRow = ResultOf<typeof leadRow>

/** A constant in words: `C_SUITE` is C suite. */
export function wordsOf(constant: string): string {
  const words = constant.replaceAll('_', ' ').toLowerCase().replace('linkedin', 'LinkedIn')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const cut = (text: string | null | undefined) => (text ? <Bidi clip text={text} /> : <span className="muted">–</span>)

/** Every column there is; a column's id is the order field where the list can be sorted by it. */
export const leadColumns: Column<LeadRow>[] = [
  {
    id: 'NAME',
    head: 'Name',
    width: 'minmax(140px, 1.5fr)',
    sortable: true,
    cell: (row) => (
      <Link href={`/leads/${row.leadId}`} className="row-name">
        <Bidi clip text={row.fullName ?? row.email ?? 'Unnamed lead'} />
      </Link>
    ),
  },
  { id: 'tier', head: 'Tier', width: '56px', cell: (row) => <TierChip tier={row.tier} /> },
  {
    id: 'SCORE',
    head: 'Score',
    width: '76px',
    align: 'end',
    sortable: true,
    phone: false,
    cell: (row) => row.score ?? <span className="muted">–</span>,
  },
  { id: 'title', head: 'Title', width: 'minmax(120px, 1.6fr)', phone: false, cell: (row) => cut(row.title) },
  {
    id: 'company',
    head: 'Company',
    width: 'minmax(120px, 1.3fr)',
    cell: (row) => cut(row.company?.name),
  },
  {
    id: 'status',
    head: 'Status',
    width: 'minmax(120px, 152px)',
    cell: (row) => <StatusWord stage={row.stage} status={row.status} />,
  },
  {
    id: 'source',
    head: 'Source',
    width: 'minmax(72px, 0.6fr)',
    phone: false,
    cell: (row) => cut(providerLabel(row.source)),
  },
  {
    id: 'LAST_ACTIVITY',
    head: 'Changed',
    width: '96px',
    align: 'end',
    sortable: true,
    phone: false,
    cell: (row) => <Time at={row.updatedAt} />,
  },
  { id: 'email', head: 'Email', width: 'minmax(140px, 1.4fr)', phone: false, cell: (row) => cut(row.email) },
  { id: 'seniority', head: 'Rank', width: '88px', phone: false, cell: (row) => wordsOf(row.seniority) },
  {
    id: 'industry',
    head: 'Industry',
    width: 'minmax(112px, 1fr)',
    phone: false,
    cell: (row) => cut(row.company?.industry),
  },
  {
    id: 'intent',
    head: 'Intent',
    width: '72px',
    align: 'end',
    phone: false,
    cell: (row) => formatCount(row.intent),
  },
  {
    id: 'CREATED',
    head: 'Known since',
    width: '120px',
    align: 'end',
    sortable: true,
    phone: false,
    cell: (row) => <Time at={row.createdAt} />,
  },
]

/** More than this many do not fit at 1280 px. */
export const mostColumns = 8
export const usualColumns = ['NAME', 'tier', 'SCORE', 'title', 'company', 'status', 'source', 'LAST_ACTIVITY']
