/** What became of a mail, in what it means for us. */
export type MailState = 'WAITING' | 'OUT' | 'FAILED'

/** Words by which GoHighLevel says that a mail has left; anything unknown is still waited for. */
const out = new Set(['sent', 'delivered', 'opened', 'read', 'clicked'])
const failed = new Set(['failed', 'undelivered'])

export const mailState = (status: string | null | undefined): MailState =>
  out.has(status ?? '') ? 'OUT' : failed.has(status ?? '') ? 'FAILED' : 'WAITING'
