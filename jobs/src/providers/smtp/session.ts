import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpFailure } from './outcome.ts'

/** Milliseconds. A host that is silent for longer than `socket` is given up; after the message that means UNKNOWN, and the lease outlasts it. */
const timeouts = { connection: 5_000, greeting: 5_000, socket: 20_000 }

/** Where mail is handed in. */
export type SmtpHost = {
  host: string
  port: number
  isTlsFromStart: boolean
  needsTls: boolean
  user: string | null
  password: string
}

/** The conversation with the host broke off, or the host said no. */
export class SmtpError extends Error {
  override name = 'SmtpError'
  readonly failure: SmtpFailure
  constructor(failure: SmtpFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** An open conversation with the host, signed in, in which nothing has been handed in yet. */
export type SmtpSession = {
  /** Hands in one message and answers the host's own words of acceptance. Throws SmtpError. */
  send(envelope: { from: string; to: string }, message: Buffer): Promise<string>
  close(): void
}

/** Connects and signs in. Nobody is written to by that. Throws SmtpError. */
export async function openSmtpSession(to: SmtpHost): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host: to.host,
    port: to.port,
    secure: to.isTlsFromStart,
    requireTLS: to.needsTls && !to.isTlsFromStart,
    ignoreTLS: !to.needsTls,
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.socket,
    logger: false,
  })
  let isMessageStarted = false
  // Whatever goes wrong between two commands shows with the next one, or here with the one that waits.
  let fail: (error: unknown) => void = () => {}
  connection.on('error', (error: unknown) => fail(error))
  connection.once('end', () => fail(new Error('The host closed the connection.')))
  const wait = <T>(start: (done: (error: unknown, value?: T) => void) => void): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const refuse = (error: unknown) => reject(new SmtpError({ ...wordsOf(error), isMessageStarted }))
      fail = refuse
      start((error, value) => (error ? refuse(error) : resolve(value)))
    })

  try {
    await wait<void>((done) => connection.connect((error) => done(error)))
    const { user, password } = to
    if (user !== null) await wait<void>((done) => connection.login({ user, pass: password }, (error) => done(error)))
  } catch (error) {
    connection.close()
    throw error
  }
  return {
    async send(envelope, message) {
      const info = await wait<{ response?: string | undefined; accepted?: unknown[] | undefined }>((done) => {
        // Read only once the host has asked for the message, so this tells to which side of it a lost line belongs.
        const content = new Readable({
          read() {
            isMessageStarted = true
            this.push(message)
            this.push(null)
          },
        })
        connection.send({ from: envelope.from, to: [envelope.to], size: message.length }, content, (error, value) => done(error, value))
      })
      connection.quit()
      // Acceptance names our recipient, or it is none.
      if (info?.accepted?.length !== 1)
        throw new SmtpError({
          replyCode: null,
          command: 'DATA',
          isMessageStarted,
          message: 'The host took the message for nobody that we know.',
        })
      return info.response ?? ''
    },
    close: () => connection.close(),
  }
}

/** What an error of the library says, without the addresses that hosts like to repeat. */
function wordsOf(error: unknown): Omit<SmtpFailure, 'isMessageStarted'> {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined
  const replyCode = field('responseCode')
  const command = field('command')
  const response = field('response')
  const words = typeof response === 'string' && response !== '' ? response : error instanceof Error ? error.message : 'It failed.'
  return {
    replyCode: typeof replyCode === 'number' && replyCode > 0 ? replyCode : null,
    command: typeof command === 'string' ? command : 'CONN',
    message: `The mail host: ${words.replace(/\S+@\S+/g, '(address)').slice(0, 200)}`,
  }
}
