import { foldText } from './folded-text.ts'

export type AutomaticMail = {
  /** Somebody is away; else a machine that only says that it received something. */
  isAway: boolean
  decider: string
}

const title =
  /^(?:re: )?(?:automatic reply|auto(?:matic)?(?:[- ]?(?:reply|response|antwort))?:|autoreply|auto:|automatische (?:antwort|reactie)|abwesenheits?|abwesend|out of (?:the )?office|ooo\b|reponse automatique|absence|absent|respuesta automatica|fuera de (?:la )?oficina|resposta automatica|fora do escritorio|ausencia|risposta automatica|fuori (?:sede|ufficio)|assente|afwezig)/
const away =
  /\bout of (?:the )?office\b|\b(?:on|taking) (?:annual|parental|maternity|paternity|sick|medical|bereavement|study)?[ -]?leave\b|\b(?:am|i'm|be|is) (?:currently )?(?:away|on (?:vacation|holiday|leave|pto|sabbatical|a business trip)|travell?ing)\b|\b(?:limited|no|patchy|intermittent|without) (?:access to (?:my )?(?:e-?mails?|messages)|signal)|\bwill (?:reply|respond|answer|get back)[^.!?]{0,40}(?:when i|upon my|on my|after my) (?:return|am back|'m back|back)|\bno longer (?:with|works?|employed|at)\b[^.!?]{0,120}(?:please|kindly) (?:direct|contact|send|forward)|\bthis (?:mailbox|inbox|address) is (?:not|no longer) monitored|\bnicht (?:im (?:buro|haus)|am platz|erreichbar)|\babwesen[dh]|\b(?:im|in) (?:urlaub|elternzeit|mutterschutz)|\bwieder (?:fur sie )?(?:da|erreichbar|im buro)|\b(?:je suis|serai|suis actuellement) (?:absente?|en (?:conge|vacances|deplacement))|\ben conges?\b|\bde retour (?:le|au bureau)|\bfuera de (?:la )?oficina|\b(?:estoy|estare) (?:ausente|de (?:vacaciones|baja|viaje)|fuera)|\bfora do escritorio|\b(?:estou|estarei) (?:ausente|de (?:ferias|licenca)|fora)|\bfuori (?:sede|ufficio)|\b(?:sono|saro) (?:assente|in (?:ferie|viaggio|congedo))|\b(?:ben|ik ben) (?:momenteel |op dit moment )?(?:afwezig|niet (?:op kantoor|aanwezig|bereikbaar)|met (?:vakantie|verlof)|op vakantie)/
const receipt =
  /\b(?:we|i) (?:have )?received your (?:e-?mail|message|request|enquiry|inquiry)|thank(?:s| you) for (?:reaching out to|contacting|your (?:message|enquiry|inquiry) to) [^.!?]{1,60}[.!]? ?(?:a member|one of|our team|we (?:will|aim|have))|type your reply above this line|ticket (?:#|number|id)|case (?:#|number)|this is an? (?:automated|automatic|auto-?generated)|do not reply to this|please do not change the subject|dies ist eine automatische|ceci est un message automatique|este es un mensaje automatico|esta e uma mensagem automatica|questo e un messaggio automatico|dit is een automatisch|ihre (?:anfrage|nachricht) ist (?:bei uns )?eingegangen|nous avons bien recu votre|hemos recibido su|recebemos (?:a )?sua|abbiamo ricevuto (?:la )?(?:sua|vostra)|wij hebben uw (?:bericht|e-?mail) ontvangen/
const challenge =
  /needs? verification|verify (?:that )?you are|complete the check|click the link below (?:and|to) (?:complete|confirm|deliver)|confirm (?:that )?you are (?:a )?human/

/** RFC 3834 and what mail programs add: whether the headers themselves say that nobody wrote this. Names in any case. */
export function isAutomaticByHeaders(headers: Readonly<Record<string, string>>): boolean {
  const of = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim().toLowerCase()]))
  const submitted = of.get('auto-submitted')
  if (submitted !== undefined && submitted !== '' && !submitted.startsWith('no')) return true
  if (of.has('x-autoreply') || of.has('x-autorespond') || of.has('x-autoresponder')) return true
  if (/auto_reply|bulk|junk/.test(of.get('precedence') ?? '')) return true
  const suppressed = of.get('x-auto-response-suppress') ?? ''
  return /\boof\b|autoreply|\ball\b/.test(suppressed) || of.get('return-path') === '<>'
}

/** Whether nobody wrote this: by the headers, else by the subject, else by the text. Null where a person did. */
export function readAutomaticMail(subject: string, text: string, headers: Readonly<Record<string, string>> = {}): AutomaticMail | null {
  const folded = foldText(text)
  const find = (pattern: RegExp): string | null => {
    const found = pattern.exec(folded.text)
    return found === null ? null : folded.original(found.index, found.index + found[0].length)
  }
  const awayWords = find(away)
  const machineWords = find(challenge) ?? find(receipt)
  const isTitled = title.test(foldText(subject).text)
  const isTold = isAutomaticByHeaders(headers)
  if (isTitled || isTold) {
    const isAway = machineWords === null || awayWords !== null
    return { isAway, decider: awayWords ?? machineWords ?? (isTitled ? subject : 'headers') }
  }
  if (/^\[?(?:ticket|case)\b/i.test(subject) || find(challenge) !== null) return { isAway: false, decider: machineWords ?? subject }
  if (awayWords !== null && isNoticeOnly(folded.text)) return { isAway: true, decider: awayWords }
  return machineWords === null ? null : { isAway: false, decider: machineWords }
}

/** "I'm on leave, but let's talk when I'm back" is written by a person: an offer or a question makes it no notice. */
const isNoticeOnly = (folded: string): boolean =>
  !/\blet'?s\b|\bhappy to (?:talk|chat|meet)|\binterested\b|\bsounds (?:good|great|interesting)|\bhow (?:much|does|do)\b|\bcan (?:we|you)\b|\?/.test(
    folded,
  )
