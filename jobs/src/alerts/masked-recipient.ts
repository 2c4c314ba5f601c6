import type { ChannelName } from './notice-channel.ts'

/** Whom a notice went to, so that colleagues know each other and nobody else learns a number or an address. */
export function maskedRecipient(channel: ChannelName, recipient: string): string {
  switch (channel) {
    case 'SLACK':
      return 'Slack'
    case 'SMS':
      return recipient.startsWith('+') ? `${recipient.slice(0, 2)}…${recipient.slice(-2)}` : recipient
    case 'EMAIL': {
      const at = recipient.lastIndexOf('@')
      return at < 0 ? recipient : `${recipient.slice(0, Math.min(3, at))}…${recipient.slice(at)}`
    }
    default:
      return channel satisfies never
  }
}
