import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingMail } from '../mail/outgoing-mail.ts'

/** The message as it travels: both forms, our Message-ID, and headers on one line each (a `List-Unsubscribe` that is folded can break its DKIM signature). */
export async function smtpMessage(mail: OutgoingMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    headers: Object.entries(mail.headers).map(([key, value]) => ({ key, value: { prepared: true, foldLines: false, value } })),
    // Nothing of the words may make this process read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return new Promise((resolve, reject) =>
    composer.compile().build((error, message) => (error ? reject(error) : resolve(message ?? Buffer.alloc(0)))),
  )
}
