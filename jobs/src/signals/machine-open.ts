/** Scanners open within this time after sending (signals.md), in milliseconds. */
const scannerMs = 10_000

/**
 * Whether an open is a mail scanner's. Null while nobody has said when the mail was sent: deliveries come in any order, and an open that
 * is judged too early could not be taken back.
 */
export function isMachineOpen(openedAt: Date, sentAt: readonly Date[]): boolean | null {
  if (sentAt.length === 0) return null
  return sentAt.some((sent) => openedAt.getTime() >= sent.getTime() && openedAt.getTime() - sent.getTime() <= scannerMs)
}
