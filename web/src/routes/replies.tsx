import { type ReactElement, useContext, useEffect, useRef } from 'react'
import { ExportRow } from '../features/export/export-button.tsx'
import { ReplyCard } from '../features/replies/reply-card.tsx'
import { nameOfReply, ReplyRow } from '../features/replies/reply-row.tsx'
import { classes, classLabel } from '../features/replies/reply-words.ts'
import '../features/replies/replies.css'
import { useReplies, type Which } from '../features/replies/use-replies.ts'
import { ShellContext } from '../features/shell/shell-data.ts'
import { connectionStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { useKeys } from '../lib/keys.ts'
import { useScope } from '../lib/scope.ts'
import { useStore } from '../lib/store.ts'
import { announce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import { Listbox, type ListboxHandle } from '../ui/listbox.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'

const tabs: Tab<Which>[] = [
  { id: 'decide', label: 'To decide' },
  { id: 'all', label: 'All' },
  { id: 'unmatched', label: 'Unmatched' },
]
const nobody: ReadonlySet<string> = new Set()
const empty: Record<Which, [title: string, words: string]> = {
  decide: ['Nothing to decide.', 'Replies that were not clear, and those that may ask us to stop, wait here.'],
  all: ['No reply yet.', 'What leads write back stands here, newest first.'],
  unmatched: ['The tray is empty.', 'Replies from addresses that no lead has lie here until you say whose they are.'],
}

/** What came back: list and text side by side, one key for each class, the answer below. */
export function RepliesPage(): ReactElement {
  const inbox = useReplies(useContext(ShellContext)?.viewer.name ?? '')
  const { which } = inbox
  const list = useRef<ListboxHandle>(null)
  const mayReview = useScope('review')
  const { state } = useStore(connectionStore)
  const { active } = inbox
  const refusal =
    state === 'offline'
      ? 'What it is can be said when the connection is back.'
      : mayReview
        ? null
        : 'Saying what a reply is needs the scope review.'
  const none = active ? null : 'No reply is open.'
  const activeId = active?.id
  const moved = useRef(false)
  useEffect(() => {
    if (activeId !== undefined && moved.current) list.current?.focusActive()
    moved.current = false
  }, [activeId])
  const move = (by: 1 | -1): void => {
    moved.current = true
    inbox.move(by)
  }
  useKeys('Replies', [
    { key: 'j', does: 'Next reply', repeats: true, run: () => move(1) },
    { key: 'k', does: 'Previous reply', repeats: true, run: () => move(-1) },
    ...classes.map(({ key, value, label }) => ({
      key,
      does: label,
      refusal: none ?? refusal,
      run: () => ((none ?? refusal) ? announce(none ?? refusal ?? '', 'assertive') : void inbox.classify(value)),
    })),
  ])
  const [title, words] = empty[which]
  return (
    <div className="replies-page">
      <div className="replies-list" id="list" tabIndex={-1}>
        <Tabs<Which>
          label="Which replies"
          tabs={tabs.map((tab) => (tab.id === which && inbox.total !== null && !inbox.loading ? { ...tab, count: inbox.total } : tab))}
          current={which}
          panelId="replies-panel"
          onChange={inbox.show}
        />
        <ExportRow
          list="replies"
          variables={{ unconfirmed: which === 'decide' ? true : null, unmatched: which === 'unmatched' ? true : null }}
          total={inbox.total}
          isEmpty={inbox.rows.length === 0}
        />
        <div id="replies-panel" role="tabpanel" aria-label={tabs.find(({ id }) => id === which)?.label ?? ''} className="replies-panel">
          {inbox.error && inbox.rows.length === 0 ? (
            <ErrorState what="The replies could not be loaded" {...faultOf(inbox.error)} onRetry={inbox.reload} />
          ) : inbox.loading && inbox.rows.length === 0 ? (
            <div role="status" aria-label="Loading replies" className="stack">
              <Skeleton height={64} />
              <Skeleton height={64} />
            </div>
          ) : inbox.rows.length === 0 ? (
            <EmptyState title={title}>{words}</EmptyState>
          ) : (
            <Listbox
              label="Replies"
              ref={list}
              items={inbox.rows}
              hasMore={inbox.hasMore}
              keyOf={(reply) => reply.id}
              nameOf={(reply) => `${nameOfReply(reply)}, ${reply.needsPerson ? 'to decide' : classLabel(reply.class)}`}
              rowHeight={64}
              activeKey={activeId ?? null}
              selected={nobody}
              onActive={inbox.open}
              onToggle={inbox.open}
              onEnd={() => inbox.hasMore && inbox.more()}
            >
              {(reply) => <ReplyRow reply={reply} />}
            </Listbox>
          )}
        </div>
      </div>
      <div className="replies-desk" id="card" tabIndex={-1}>
        {active && (
          <ReplyCard
            reply={active}
            refusal={refusal}
            refused={inbox.refused}
            onClassify={(to, day) => void inbox.classify(to, day)}
            onChanged={inbox.put}
          />
        )}
        {inbox.notRead && (
          <ErrorState what="This reply could not be loaded" {...faultOf(inbox.notRead.error)} onRetry={inbox.notRead.again} />
        )}
        {inbox.isGone && (
          <EmptyState title="There is no such reply." actions={<Button onClick={() => inbox.show(which)}>Show the newest</Button>}>
            Who wrote it may have been erased.
          </EmptyState>
        )}
      </div>
    </div>
  )
}
