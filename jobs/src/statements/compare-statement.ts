/** A send of ours that counts as sent on the day, or that its platform tells of. */
export type OurSend = {
  sendId: string
  /** What we say of it: its status. */
  status: string
  /** Whether it counts as sent: accepted, proven or unknown, and not taken back. */
  counts: boolean
  campaignId: string | null
  address: string
  messageId: string | null
}

/** A message that a platform says it sent. */
export type TheirMessage = { messageId: string; campaignId: string | null; address: string; account: string | null; at: string }

/**
 * OURS_ALONE: we say it went out, the platform shows nothing. THEIRS_ALONE: the platform sent what we never let go. TWICE: the platform
 * shows more than one message for one send.
 */
export type DifferenceKind = 'OURS_ALONE' | 'THEIRS_ALONE' | 'TWICE'
export type Difference = { kind: DifferenceKind; sendId: string | null; address: string; ours: string; theirs: string }

const keyOf = ({ campaignId, address }: { campaignId: string | null; address: string }) =>
  `${campaignId ?? ''} ${address.trim().toLowerCase()}`

/** Each of the platform's messages with the send of ours that it is, null when we know of none. */
export function matchMessages(
  ours: readonly OurSend[],
  theirs: readonly TheirMessage[],
): { message: TheirMessage; send: OurSend | null }[] {
  const byMessage = new Map(ours.flatMap((send) => (send.messageId === null ? [] : [[send.messageId, send] as const])))
  // Somebody may have one that counts and one that was held back: what went out is the former.
  const heldBackFirst = ours.toSorted((a, b) => Number(a.counts) - Number(b.counts))
  const byKey = new Map(heldBackFirst.map((send) => [keyOf(send), send] as const))
  return theirs.map((message) => ({ message, send: byMessage.get(message.messageId) ?? byKey.get(keyOf(message)) ?? null }))
}

/** Holds what we say against what the platform says, message by message. */
export function compareStatement(ours: readonly OurSend[], theirs: readonly TheirMessage[]): Difference[] {
  const shown = new Map<string, TheirMessage[]>()
  const differences: Difference[] = []
  for (const { message, send } of matchMessages(ours, theirs)) {
    if (send?.counts === true) shown.set(send.sendId, [...(shown.get(send.sendId) ?? []), message])
    else
      differences.push({
        kind: 'THEIRS_ALONE',
        sendId: send?.sendId ?? null,
        address: message.address,
        ours: send === null ? 'We know of no such send.' : `Ours is ${send.status.toLowerCase()}.`,
        theirs: `Sent at ${message.at}, message ${message.messageId}.`,
      })
  }
  for (const { sendId, address, status, counts } of ours) {
    if (!counts) continue
    const messages = shown.get(sendId) ?? []
    if (messages.length === 0)
      differences.push({
        kind: 'OURS_ALONE',
        sendId,
        address,
        ours: `Ours is ${status.toLowerCase()}.`,
        theirs: 'It shows no such message.',
      })
    else if (messages.length > 1)
      differences.push({
        kind: 'TWICE',
        sendId,
        address,
        ours: `Ours is ${status.toLowerCase()}, once.`,
        theirs: messages.map(({ messageId, at }) => `Sent at ${at}, message ${messageId}.`).join(' '),
      })
  }
  return differences
}
