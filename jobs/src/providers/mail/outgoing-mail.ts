import type { DirectSend } from '../../dispatch/execute/direct-platform.ts'

/** A message as a mail backend takes it. Everything of it was frozen but the two ids, which follow from the send's own. */
export type OutgoingMail = {
  from: string
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  /** Ours, so that an answer or a bounce names the send; with its angle brackets. */
  messageId: string
}

const breaksLines = /[\r\n\0]/

/** CR, LF or NUL would end a header field and begin another (I13); a name is letters, digits and hyphens. */
function headerProblem(mail: OutgoingMail): string | null {
  const fields = Object.entries({ From: mail.from, To: mail.to, Subject: mail.subject, 'Message-ID': mail.messageId, ...mail.headers })
  const bad = fields.find(([name, value]) => breaksLines.test(value) || !/^[A-Za-z0-9-]+$/.test(name))
  return bad ? `The header ${bad[0].replace(/[^A-Za-z0-9-]/g, '?')} holds a line break or a character that can't stand there.` : null
}

/** The message of a send, or why it never leaves: an empty part, or a header that would become several. */
export function outgoingMail(send: DirectSend): { ok: true; mail: OutgoingMail } | { ok: false; code: string; message: string } {
  const refused = (message: string) => ({ ok: false as const, code: 'INVALID_CONTENT', message })
  if (!send.subject?.trim() || !send.text.trim() || !send.html.trim()) return refused('A part of the message is empty.')
  const mail: OutgoingMail = {
    from: send.account,
    to: send.address,
    subject: send.subject,
    text: send.text,
    html: send.html,
    headers: send.headers,
    messageId: `<${send.id}@${send.account.slice(send.account.lastIndexOf('@') + 1)}>`,
  }
  const problem = headerProblem(mail)
  return problem === null ? { ok: true, mail } : refused(problem)
}
