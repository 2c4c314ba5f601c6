import { foldText } from './folded-text.ts'

/** A report that a mail did not arrive. A soft one may arrive another time; what says neither counts as hard. */
export type BounceReport = { isHard: boolean; code: string | null; decider: string }

const sender = /mailer-?daemon|postmaster|mail delivery (?:sub)?system|microsoft outlook|mail administrator/
const title =
  /\bundeliver(?:able|ed)\b|delivery status notification|delivery (?:has )?(?:failed|failure)|failure notice|returned (?:e?mail|to sender)|mail delivery (?:failed|failure|system)|message (?:not delivered|blocked)|delivery (?:incomplete|delayed)|unzustellbar|zustellung (?:fehlgeschlagen|verzogert)|non remis|echec de (?:la )?remise|no (?:se puede entregar|entregado)|estado de entrega|nao (?:entregue|foi possivel entregar)|falha na entrega|mancat[ao] (?:consegna|recapito)|impossibile recapitare|onbestelbaar|niet bezorgd/
const body =
  /final-recipient:|diagnostic-code:|reporting-mta:|permanent(?:e)? (?:fatal )?error|(?:could ?n[o']t|wasn't|was not|couldn't|unable to|not able to) be delivered|(?:wasn't|was not|couldn't|could not|unable to|not) (?:able to )?deliver(?:ed)? (?:your|the) (?:e-?mail|message)|the (?:following )?(?:e-?mail account|addresses? had|recipient's? (?:mailbox|address)) (?:that you tried to reach )?(?:does not exist|permanent|is full|rejected|not found)|address (?:could ?n[o']t be|couldn't be|not) found|user unknown|no such (?:user|recipient|mailbox)|mailbox (?:is )?(?:full|unavailable|over quota)|over quota|resolver\.adr|host (?:unknown|not found)|konnte nicht zugestellt|fehler bei der nachrichtenzustellung|n'a pas pu etre (?:remis|distribue)|no se ha podido entregar|no pudo entregarse|nao pode ser entregue|non e stato possibile (?:recapitare|consegnare)|kon niet worden (?:bezorgd|afgeleverd)/
const enhanced = /\b([45])\.\d{1,3}\.\d{1,3}\b/
const plainCode = /\b([45])[0-5]\d(?=[ -])/
const passing =
  /mailbox (?:is )?full|over quota|try(?:ing)? again|will (?:retry|keep trying|continue)|temporar|delayed|delay|greylist|timed? ?out|retrasado|verzogert|retarde|atrasad|ritardo|vertraagd/

/**
 * Reads a delivery report: from its sender, or from a subject and a body that both say so. The status code decides (RFC 3463: 4.x.x soft,
 * 5.x.x hard), else the three digits of the server, else its words. Null where it is no report.
 */
export function readBounce(from: string, subject: string, text: string): BounceReport | null {
  const folded = foldText(text)
  const bySender = sender.test(from.toLowerCase())
  const byTitle = title.test(foldText(subject).text)
  const said = body.exec(folded.text)
  const status = /\bstatus: ?([45])\.\d{1,3}\.\d{1,3}/.exec(folded.text)
  const code = status ?? enhanced.exec(folded.text)
  if (!(bySender && (byTitle || said || code)) && !(byTitle && (said || code)) && !(said && code)) return null
  const digit = code ?? plainCode.exec(folded.text)
  const isHard = digit === null ? !passing.test(`${foldText(subject).text} ${folded.text}`) : digit[1] === '5'
  const words = digit ?? said
  const decider = words === null ? subject : folded.original(words.index, words.index + words[0].length)
  return { isHard, code: code === null ? null : (/[45]\.\d{1,3}\.\d{1,3}/.exec(code[0])?.[0] ?? null), decider }
}
