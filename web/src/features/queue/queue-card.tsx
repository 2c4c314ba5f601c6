import { readFragment } from 'gql.tada'
import type { ReactElement, ReactNode, Ref } from 'react'
import { keepText } from '../../lib/drafted-text.ts'
import { faultOf } from '../../lib/fault.ts'
import { useNow } from '../../lib/now.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { Banner, BothVersions, KeptText } from './banner.tsx'
import { isEdited, type Refusals, reviewCardDraft } from './card-draft.ts'
import { EditPanel } from './edit-panel.tsx'
import { FaultPanel } from './fault-panel.tsx'
import { isConflict } from './refusal.ts'
import { type RejectionTag, RejectPanel } from './reject-panel.tsx'
import { ReviewCard, type ReviewCardHandle } from './review-card.tsx'
import { SendPanel } from './send-panel.tsx'
import type { Commands } from './use-queue-commands.ts'
import type { Desk } from './use-queue-desk.ts'
import type { Notice } from './use-review.ts'

/** The open draft with what is told about it and the panel that was asked for. */
export function QueueCard({
  desk,
  commands,
  tags,
  notice,
  mine,
  refusals,
  onOpenLead,
  ref,
}: {
  desk: Desk
  commands: Commands
  tags: readonly RejectionTag[]
  notice: Notice | undefined
  /** The viewer's own name. */
  mine: string
  refusals: Refusals
  onOpenLead(): void
  ref: Ref<ReviewCardHandle>
}): ReactElement | null {
  const now = useNow()
  const { painted, draft, panel } = desk
  if (painted.error) return <ErrorState what="This draft could not be loaded" {...faultOf(painted.error)} onRetry={painted.retry} />
  if (!painted.draft || !draft) return null
  const newest = painted.newer ? readFragment(reviewCardDraft, painted.newer) : draft
  const wasDecided = notice !== undefined && isConflict(notice.refusal) && !!notice.refusal.decidedBy
  const isOpen = newest.status === 'PENDING' || newest.status === 'BLOCKED'
  // A check that failed at the approval is one of today's settings or lists: no edit of the text mends a footer. A fact that changed is in the facts.
  const needsAnew = notice?.refusal.code === 'COMPLIANCE_FAILED' || newest.guardNotes.some(({ code }) => code === 'FACT_CHANGED')
  const isStuck = newest.status === 'PENDING' && needsAnew && !isEdited(newest)
  const undoMs = !isOpen && draft.undoUntil ? Date.parse(draft.undoUntil) - now : 0

  let below: ReactNode
  if (panel === 'reject') {
    below = (
      <RejectPanel
        tags={tags}
        text={desk.reason}
        onText={(text) => {
          desk.setReason(text)
          keepText(`reject.${draft.id}`, text, Date.now())
        }}
        refusal={refusals.decide}
        onReject={commands.reject}
        onClose={desk.closePanel}
      />
    )
  } else if (panel === 'send') {
    below = <SendPanel to={draft.lead.email ?? 'this lead'} onSend={commands.sendNow} onClose={desk.closePanel} />
  } else if (panel === 'fault') {
    below = <FaultPanel angle={draft.angle} onFlag={(all, reason) => void commands.flag(all, reason)} onClose={desk.closePanel} />
  }
  return (
    <ReviewCard
      ref={ref}
      draft={painted.draft}
      view={desk.view}
      onView={desk.setView}
      decided={!isOpen || wasDecided}
      undoMs={undoMs}
      canRecraft={['BLOCKED', 'EXPIRED', 'REJECTED'].includes(newest.status) || isStuck}
      approveRefusal={desk.approveRefusal}
      refusals={refusals}
      actions={{
        onApprove: commands.approve,
        onSend: commands.openSend,
        onReject: commands.openReject,
        onEdit: commands.startEdit,
        onOpenLead,
        onNext: () => desk.move(1),
        onUndo: commands.undo,
        onRecraft: () => void commands.recraft(),
      }}
      banner={<CardBanner desk={desk} notice={notice} mine={mine} />}
      instead={
        panel === 'edit' && commands.edited ? (
          <EditPanel
            text={commands.edited}
            refusal={refusals.decide}
            onText={commands.setEdited}
            onSave={(andApprove) => void commands.save(andApprove)}
            onClose={desk.closePanel}
          />
        ) : undefined
      }
      below={below}
    />
  )
}

function CardBanner({ desk, notice, mine }: { desk: Desk; notice: Notice | undefined; mine: string }): ReactElement | null {
  const { painted, draft } = desk
  const newest = painted.newer ? readFragment(reviewCardDraft, painted.newer) : draft
  const take = (
    <Button size="dense" keys="v" onClick={painted.takeNewer}>
      Show it
    </Button>
  )
  const newer = painted.newer ? readFragment(reviewCardDraft, painted.newer) : null
  const changed = draft && newer && (newer.body !== draft.body || newer.subject !== draft.subject) && (
    <BothVersions before={draft} after={newer} />
  )
  if (notice) {
    return (
      <Banner
        tone="bad"
        actions={
          <>
            {notice.typed && <KeptText text={notice.typed} />}
            {changed}
            {newer && take}
          </>
        }
      >
        {notice.words}
      </Banner>
    )
  }
  // What blocks a draft stands below, check by check.
  if (newest && newest.status !== 'PENDING' && newest.status !== 'BLOCKED') {
    const last = newest.reviews.at(-1)
    return (
      <Banner tone={newest.status === 'APPROVED' || newest.status === 'SENT' ? 'info' : 'warn'} actions={painted.newer && take}>
        {newest.status.charAt(0) + newest.status.slice(1).toLowerCase()}
        {last && (
          <>
            {' '}
            by {last.actor} at <Time at={last.at} as="clock" />
          </>
        )}
        .
      </Banner>
    )
  }
  if (newer) {
    return (
      <Banner
        tone="warn"
        actions={
          <>
            {changed}
            {take}
          </>
        }
      >
        Version {newer.version} came in while you read this one.
      </Banner>
    )
  }
  const last = draft?.reviews.at(-1)
  if (draft?.status === 'PENDING' && last?.decision === 'UNAPPROVE') {
    return (
      <Banner tone="warn">
        No longer approved. {visibleText(last.reason ?? 'Something that it rests on has changed.')} <Time at={last.at} />
      </Banner>
    )
  }
  const reader = draft?.readers.find((one) => one.name !== mine)
  return reader ? (
    <Banner tone="info">
      {reader.name} is reading this draft, since <Time at={reader.since} as="clock" />.
    </Banner>
  ) : null
}
