import type { DirectOutcome } from '../../dispatch/execute/direct-platform.ts'

/** How a conversation with a mail host failed. */
export type SmtpFailure = {
  /** The code of the host's reply, if it replied. */
  replyCode: number | null
  /** The command that it was about: CONN, EHLO, STARTTLS, AUTH …, MAIL FROM, RCPT TO, DATA. */
  command: string
  /** Whether any byte of the message itself left: until then nothing can have been sent. */
  isMessageStarted: boolean
  message: string
}

/** Business time before a send is tried again, in milliseconds: a host that asks for patience (4xx: greylisting, too many) means minutes. */
const pauses = { temporary: 10 * 60_000, aboutUs: 15 * 60_000, connection: 60_000 }

/**
 * What a failure means (invariants.md, Settle; RFC 5321, 4.2). A reply is a clear word: 4yz is "not now" and 5yz "no", at every command. A
 * 5yz to RCPT or to the message is about this recipient and these words; before that it is about us. Without a reply nothing was sent as long
 * as no byte of the message left; after it nobody can know.
 */
export function outcomeOfSmtpFailure({ replyCode, command, isMessageStarted, message }: SmtpFailure): DirectOutcome {
  const notSent = (code: string, notBeforeMs: number): DirectOutcome => ({
    outcome: 'NOT_SENT',
    code,
    message,
    notBeforeMs,
    isRejected: false,
  })
  if (replyCode !== null && replyCode >= 400 && replyCode < 500) return notSent('NOT_NOW', pauses.temporary)
  if (replyCode !== null && replyCode >= 500 && replyCode < 600) {
    if (command === 'RCPT TO') return { outcome: 'REFUSED', code: 'NO_SUCH_RECIPIENT', message }
    return command === 'DATA' ? { outcome: 'REFUSED', code: 'REFUSED', message } : notSent('UNAUTHORIZED', pauses.aboutUs)
  }
  return isMessageStarted ? { outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message } : notSent('NOT_REACHED', pauses.connection)
}
