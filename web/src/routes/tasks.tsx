import { type ReactElement, useState } from 'react'
import { ExportRow } from '../features/export/export-button.tsx'
import { TaskCard } from '../features/tasks/task-card.tsx'
import { tasksQuery } from '../features/tasks/task-documents.ts'
import { faultOf } from '../lib/fault.ts'
import { useAgain } from '../lib/use-again.ts'
import { usePages } from '../lib/use-pages.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'

type Which = 'open' | 'closed'
const tabs: Tab<Which>[] = [
  { id: 'open', label: 'Open' },
  { id: 'closed', label: 'Closed' },
]
const pageSize = 30
const againMs = 20_000

/** Tasks that a cadence gives to people: calls and voice notes, each with what to say, closed with what came of it. */
export function TasksPage(): ReactElement {
  const [which, setWhich] = useState<Which>('open')
  const tasks = usePages(
    tasksQuery,
    (after) => ({ open: which === 'open', first: pageSize, after, count: after === null }),
    (data) => ({ rows: data.tasks.edges.map((edge) => edge.node), ...data.tasks.pageInfo, total: data.tasks.totalCount ?? null }),
    (task) => task.id,
  )
  useAgain(() => tasks.rows.length <= pageSize && !isTyping() && tasks.reload(), againMs)
  return (
    <div className="sheet">
      <Tabs<Which>
        label="Which tasks"
        tabs={tabs.map((tab) => (tab.id === which && tasks.total !== null && !tasks.loading ? { ...tab, count: tasks.total } : tab))}
        current={which}
        panelId="tasks-panel"
        onChange={setWhich}
      />
      <div id="tasks-panel" role="tabpanel" aria-label={which === 'open' ? 'Open' : 'Closed'} className="stack">
        <ExportRow list="tasks" variables={{ open: which === 'open' }} total={tasks.total} isEmpty={tasks.rows.length === 0} />
        {tasks.error && tasks.rows.length === 0 ? (
          <ErrorState what="The tasks could not be loaded" {...faultOf(tasks.error)} onRetry={tasks.reload} />
        ) : tasks.loading ? (
          <div role="status" aria-label="Loading tasks" className="stack">
            <Skeleton height={160} />
          </div>
        ) : tasks.rows.length === 0 ? (
          <EmptyState
            title={which === 'open' ? 'Nothing to do.' : 'No task was closed yet.'}
            actions={<LinkButton href="/cadence">Show cadence</LinkButton>}
          >
            Calls and voice notes come from plans that have them, such as nine-touch.
          </EmptyState>
        ) : (
          <ul className="stack">
            {tasks.rows.map((task) => (
              <TaskCard key={task.id} task={task} onDone={tasks.reload} />
            ))}
          </ul>
        )}
        <ShowMore list={tasks} />
      </div>
    </div>
  )
}

/** Nothing is asked again under somebody's hands. */
const isTyping = (): boolean => document.activeElement instanceof HTMLInputElement
