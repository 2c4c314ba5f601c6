import type { ResultOf } from 'gql.tada'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Verdict } from '../../ui/chip.tsx'
import type { Column } from '../../ui/table.tsx'
import type { outcomesQuery } from './import-documents.ts'
import { outcomeWords, undoWords } from './import-words.ts'

type ImportNode = Extract<NonNullable<ResultOf<typeof outcomesQuery>['node']>, { __typename: 'Import' }>
export type OutcomePage = ImportNode['outcomes']
export type Outcome = OutcomePage['edges'][number]['node']

/** One row of the file and what became of it. */
export const outcomeColumns: Column<Outcome>[] = [
  { id: 'row', head: 'Row', width: '72px', align: 'end', cell: (one) => formatCount(one.row) },
  {
    id: 'outcome',
    head: 'Outcome',
    width: '120px',
    cell: (one) => {
      const [verdict, word] = outcomeWords[one.outcome]
      return <Verdict kind={verdict}>{word}</Verdict>
    },
  },
  {
    id: 'lead',
    head: 'Lead',
    width: 'minmax(140px, 1fr)',
    cell: (one) =>
      one.lead ? (
        <Link href={`/leads/${one.lead.id}`} className="row-name">
          <Bidi clip text={one.name ?? 'Unnamed lead'} />
        </Link>
      ) : (
        <span className="muted">–</span>
      ),
  },
  {
    id: 'company',
    head: 'Company',
    width: 'minmax(120px, 1fr)',
    phone: false,
    cell: (one) => (one.company ? <Bidi clip text={one.company} /> : ''),
  },
  {
    id: 'column',
    head: 'Column',
    width: 'minmax(96px, 0.8fr)',
    phone: false,
    cell: (one) => (one.column ? <Bidi clip text={one.column} /> : ''),
  },
  {
    id: 'reason',
    head: 'Why',
    width: 'minmax(160px, 2fr)',
    cell: (one) => {
      const words = one.undo ? `${undoWords[one.undo]}. ${one.undoReason ?? ''}` : one.reason
      return words ? <Bidi clip text={words} /> : ''
    },
  },
]
