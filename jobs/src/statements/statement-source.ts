import type { Instantly } from '../providers/instantly.ts'
import type { OurSend, TheirMessage } from './compare-statement.ts'

/** A platform as the daily statement asks it. */
export type StatementSource = { platform: 'INSTANTLY' | 'HEYREACH' | 'GHL' | 'RESEND' | 'SMTP' } & (
  | {
      /**
       * What it says it sent from `from` to `to`. `ours` are our sends of that day, for platforms that only answer about what they are asked
       * for. Throws ProviderError.
       */
      sentBetween(from: Date, to: Date, ours: readonly OurSend[]): Promise<TheirMessage[]>
      /** Why what it sent without this database is not among that, as a sentence. */
      blindness?: string
    }
  /** Nobody there keeps what was sent; the sentence says so. */
  | { silence: string }
)

/** A mail host takes mail and remembers none of it. */
export const smtpStatement: StatementSource = {
  platform: 'SMTP',
  silence: 'A mail host can’t be asked what it sent: its answer to each message is all that it says.',
}

/** Instantly enters a mail some time after it was sent; so much later it is looked for, in milliseconds. */
const enteredLateMs = 6 * 3_600_000

/** Mails of campaigns and mailboxes as Instantly keeps them; 20 pages a minute are allowed, and the client waits for them. */
export function instantlyStatement({ emails }: Pick<Instantly, 'emails'>): StatementSource {
  return {
    platform: 'INSTANTLY',
    async sentBetween(from, to) {
      const all: TheirMessage[] = []
      const since = new Date(from.getTime() - 3_600_000).toISOString()
      for (let after: string | null = null; ; ) {
        const page = await emails.list({ kind: 'sent', since, ...(after === null ? {} : { after }) })
        for (const { id, kind, campaignId, lead, account, at } of page.emails) {
          // What a person writes from the mailbox belongs to no campaign, and no send of ours is without one.
          if ((kind !== 'CAMPAIGN' && kind !== 'SENT') || campaignId === null || lead === null || at === null) continue
          const sentAt = Date.parse(at)
          if (sentAt >= from.getTime() && sentAt < to.getTime()) all.push({ messageId: id, campaignId, address: lead, account, at })
        }
        const last = page.emails.at(-1)
        if (page.next === null || last === undefined || Date.parse(last.enteredAt) > to.getTime() + enteredLateMs) return all
        after = page.next
      }
    },
  }
}
