import type { KeyBinding } from '../../lib/keys.ts'
import type { Refusals } from './card-draft.ts'
import type { Commands } from './use-queue-commands.ts'
import type { Desk } from './use-queue-desk.ts'

/** The queue's key table: it drives the handlers, the help, the palette and what assistive technology is told. */
export function queueKeys(
  desk: Desk,
  commands: Commands,
  refusals: Refusals,
  more: {
    showFresh(): void
    openLead(): void
    hidden(): void
    search(): void
    filter(): void
    walkClaims(step: 1 | -1): void
    intoCard(): void
  },
): KeyBinding[] {
  const none = desk.draft ? null : 'No draft is open.'
  const noSelection = desk.selected.size > 0 ? null : 'Select with x first.'
  return [
    { key: 'j', does: 'Next draft', repeats: true, run: () => desk.move(1) },
    { key: 'k', does: 'Previous draft', repeats: true, run: () => desk.move(-1) },
    { key: 'Shift+J', does: 'Select on downwards', repeats: true, run: () => desk.move(1, true) },
    { key: 'Shift+K', does: 'Select on upwards', repeats: true, run: () => desk.move(-1, true) },
    { key: 'a', does: 'Approve', refusal: none ?? refusals.decide ?? desk.approveRefusal, run: commands.approve },
    { key: 'r', does: 'Reject', refusal: none ?? refusals.type, run: commands.openReject },
    { key: 'e', does: 'Edit', refusal: none ?? refusals.type, run: commands.startEdit },
    {
      key: 's',
      does: 'Approve and send, then Enter',
      refusal: none ?? refusals.decide ?? refusals.send ?? desk.approveRefusal,
      run: commands.openSend,
    },
    { key: 'u', does: 'Undo the newest decision', run: commands.undo },
    { key: 'x', does: 'Select, as Ctrl click does', refusal: none, run: () => desk.activeId && desk.toggle(desk.activeId) },
    { key: 'Shift+A', does: 'Approve the selected', refusal: noSelection ?? refusals.decide, run: () => commands.openBulk('approve') },
    { key: 'Shift+R', does: 'Reject the selected', refusal: noSelection ?? refusals.decide, run: () => commands.openBulk('reject') },
    { key: 'v', does: 'Difference, original, result; take new version', refusal: none, run: commands.cycleView },
    { key: 'c', does: 'Next claim and its source', refusal: none, run: () => more.walkClaims(1) },
    { key: 'Shift+C', does: 'Previous claim', refusal: none, run: () => more.walkClaims(-1) },
    { key: 'o', does: 'Open lead', refusal: none, run: more.openLead },
    { key: 'w', does: 'Flag a systematic fault', refusal: none ?? refusals.decide, run: () => desk.draft && desk.setPanel('fault') },
    { key: 'n', does: 'Show new drafts', run: more.showFresh },
    { key: 'h', does: 'Hidden ones and why', run: more.hidden },
    { key: '/', does: 'Search', run: more.search },
    { key: 'f', does: 'Filter', run: more.filter },
    { key: 'Escape', does: 'Close, or back to the list', run: desk.closePanel },
  ]
}
