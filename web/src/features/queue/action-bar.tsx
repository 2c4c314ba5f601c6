import type { ReactElement } from 'react'
import { Button } from '../../ui/button.tsx'
import type { Refusals } from './card-draft.ts'

export type CardActions = {
  onApprove(): void
  onSend(): void
  onReject(): void
  onEdit(): void
  onOpenLead(): void
  onNext(): void
  onUndo(): void
  onRecraft(): void
}

export type ActionBarProps = {
  actions: CardActions
  /** Decided elsewhere: nothing is left to decide but to go on. */
  decided: boolean
  approveRefusal: string | null
  refusals: Refusals
  /** Blocked, expired or rejected: another draft can be made in its place. */
  canRecraft: boolean
  /** For how long the decision can still be taken back, in milliseconds. */
  undoMs: number
}

const minuteMs = 60_000

/** The decisions, always at the same place. One primary button. */
export function ActionBar({ actions, decided, approveRefusal, refusals, canRecraft, undoMs }: ActionBarProps): ReactElement {
  const recraft = canRecraft && (
    <Button refusal={refusals.decide} onClick={actions.onRecraft}>
      Craft again
    </Button>
  )
  if (decided) {
    return (
      <div className="action-bar">
        <Button tone="primary" keys="j" onClick={actions.onNext}>
          Next
        </Button>
        {undoMs > 0 && (
          <Button keys="u" refusal={refusals.decide} onClick={actions.onUndo}>
            Undo, {Math.max(1, Math.floor(undoMs / minuteMs))} m left
          </Button>
        )}
        {recraft}
        <Button tone="quiet" keys="o" onClick={actions.onOpenLead}>
          Open lead
        </Button>
      </div>
    )
  }
  return (
    <div className="action-bar">
      <Button className="action-approve" tone="primary" keys="a" refusal={refusals.decide ?? approveRefusal} onClick={actions.onApprove}>
        Approve
      </Button>
      <Button keys="r" refusal={refusals.type} onClick={actions.onReject}>
        Reject
      </Button>
      <Button keys="e" refusal={refusals.type} onClick={actions.onEdit}>
        Edit
      </Button>
      <Button className="action-send" keys="s" refusal={refusals.decide ?? refusals.send ?? approveRefusal} onClick={actions.onSend}>
        Approve and send
      </Button>
      {recraft}
      <Button className="action-lead" tone="quiet" keys="o" onClick={actions.onOpenLead}>
        Open lead
      </Button>
    </div>
  )
}
