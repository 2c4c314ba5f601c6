import { asksToStop } from '../signals/opt-out.ts'
import { isBoilerplate } from './boilerplate.ts'
import { foldText } from './folded-text.ts'
import { type ReplyModel, shippedModel } from './model/reply-model.ts'
import type { ReplyClass } from './reply-class.ts'

/**
 * A no before the word that would stop us, in the same part of the sentence: who denies it, or asks for the contrary. Over folded text. "Not" in
 * what itself asks to stop ("do not write") stands before other words than these.
 */
const denials: readonly RegExp[] = [
  /(?:\b(?:not(?! (?:e-?mail|mail|contact|write|message|call|send|bother)\b)|never|nobody|cannot|no (?:need|reason|wish|desire) to|(?:ignore|cancel|disregard|forget) (?:the|my|that|his|her))\b|n't\b|\bdont\b)(?: [\w'-]+){0,5} (?:stop|quit|unsubscri|remov|delet|tak(?:e|en) |drop|opt|go away|off\b)/,
  /(?:\b(?:nicht|nie|niemals|niemand|keinesfalls|keineswegs|bloss nicht|auf keinen fall)\b)(?: [\w'-]+){0,3} (?:abmeld|abgemeld|abzumeld|austrag|auszutrag|ausgetrag|aufhor|aufzuhor|los?ch|gelos?ch|streich|gestrich|entfern|abbestell)/,
  /\b(?:losch|meld|trag|streich|entfern|nehm|hor)\w*(?: [\w'-]+){0,3} nicht\b(?! (?:mehr|weiter|langer))/,
  /\b(?:n'|ne |pas |jamais |personne )(?:[\w'-]+ ){0,4}(?:[a-z]+-)?(?:[mnsld]')?(?:retir|desinscri|desabonn|supprim|arret|ray|enlev|efface)/,
  /\b(?:no|nunca|nadie)(?: [\w'-]+){0,5} (?:pares|paren?|dejes|dejen?|bajas?|borr|quit|elimin|sac|saqu)/,
  /\b(?:nao|nunca|ninguem)(?: [\w'-]+){0,3} (?:par[ea]|remov|retir|descadastr|apag|exclu|tir[ae]|sair|cancel)/,
  /\b(?:non|mai|nessuno)(?: [\w'-]+){0,4} (?:cancell|tolg|tolt|togli|rimuov|rimoss|disiscri|smett|elimin)/,
  /\b(?:niet|nooit|niemand)(?: [\w'-]+){0,3} (?:stop|uitschrij|uit te schrij|uitgeschre|afmeld|af te meld|afgemeld|verwijder|op te houden|ophoud)/,
  /\b(?:haal|schrijf|meld|verwijder|stop)\w*(?: [\w'-]+){0,3} niet\b(?! (?:meer|langer))/,
]

/** Those who ask others to stop, and their asking as something that is counted: the subject of a mail, not its wish. */
const subjects: readonly RegExp[] = [
  /\b(?:customers?|clients?|people|users?|members?|subscribers?|candidates?|patients?|somebody|someone|anyone|they)\b(?: [\w'-]+){0,5} (?:unsubscri|opt|remov|delet|to stop|cancel)/,
  /\b(?:unsubscribes|opt-?outs|unsubscribe rates?|removal requests?|opt-?out (?:lists?|rates?|requests?)|abmeldungen|abmelderaten?|kundigungen|desinscriptions|desabonnements|(?:las|los|nuestras|gestionar|muchas) bajas|descadastros?|disiscrizioni|afmeldingen)\b/,
  /\b(?:kunden|leute|nutzer|abonnenten|mitglieder|jemand|bewerber)\b(?: [\w'-]+){0,6} (?:abmeld|austrag|austragt|abbestell|los?ch|widerspr)/,
  /\b(?:clients|gens|abonnes|utilisateurs|contacts|quelqu'un)\b(?: [\w'-]+){0,5} (?:desinscri|desabonn|effac|suppr|retir)/,
  /\b(?:clientes|gente|usuarios|socios|contactos|alguien|quien|pessoas|pessoal|alguem|quem)\b(?: [\w'-]+){0,6} (?:baja|desuscri|borr|descadastr|sair|remov|cancel)/,
  /\b(?:clienti|persone|utenti|contatti|gente|qualcuno|chi)\b(?: [\w'-]+){0,5} (?:disiscri|cancell|rimo[sz]|rimuov)/,
  /\b(?:klanten|mensen|gebruikers|leden|iemand)\b(?: [\w'-]+){0,5} (?:uitschrij|afmeld|verwijder|wis|opzeg)/,
]

/** Questions about what something does or what can be done at all, over a folded sentence. */
const general: readonly RegExp[] = [
  /\b(?:does|can|will|would|could|how does) (?:it|this|that|the|your|one) (?!(?:please )?stop\b)/,
  /\b(?:kann (?:man|das|es|die|der|so)|lasst sich|lassen sich)\b/,
  /\b(?:peut-on|est-ce qu(?:e |')(?:on|il|elle|ca|l'outil|le systeme)|(?:l'outil|le systeme|la solution|votre (?:outil|systeme|solution)))\b/,
  /\b(?:se pueden?|(?:el|la|su|vuestr[oa]) (?:sistema|herramienta|programa|plataforma))\b/,
  /\b(?:da para|da pra|e possivel|(?:o|a|seu|sua|vosso|vossa) (?:sistema|ferramenta|programa|plataforma))\b/,
  /\b(?:si puo|si possono|(?:il|lo|la|vostr[oa]|suo|sua) (?:sistema|strumento|programma|software|piattaforma))\b/,
  /\b(?:kan (?:het|dit|dat|zo'n|de|een|men)|het (?:systeem|ding|programma))\b/,
]

/** Whoever asks it for themselves, in any of the seven languages: over folded text. */
const writer =
  /\b(?:i|me|my|mine|us|our|ich|mich|mir|mein\w*|uns|unser\w*|je|j'|m'|moi|mon|ma|mes|nous|notre|nos|yo|mi|mis|darme|nuestr\w*|eu|meus?|minhas?|noss\w*|io|mio|mia|miei|ci|noi|nostr\w*|ik|mij|mijn|ons|onze)\b/

/** A question about others or about a product that has the words of a stop in it: "Does it delete …?", but not "Does it stop mailing me?". */
const asksInGeneral = (own: string, model: ReplyModel): boolean =>
  own
    .slice(0, most.text)
    .split(/\n|(?<=[.!?;])\s+/)
    .filter((sentence) => sentence.includes('?'))
    .slice(0, most.sentences)
    .some((sentence) => {
      const read = sentence.slice(0, most.sentence)
      const folded = foldText(read).text
      if (writer.test(folded) || !general.some((one) => one.test(folded))) return false
      return asksToStop(read).is !== 'no' || model.judge(read).stops >= from.meant
    })

const open: readonly ReplyClass[] = ['INTERESTED', 'MEETING_REQUEST', 'QUESTION', 'NOT_NOW']

/** From where on a sentence, which the rules pass over, counts as one that goes on, and from `meant` on as one that has a stop in it. Found by trials in parts over the training texts. */
const from = { open: 0.6, stops: 0.1, words: 3, asked: 0.2, meant: 0.5 }

/** What is read of one mail, in characters and sentences; a person says more than that about a stop to nobody. */
const most = { text: 8_000, sentences: 80, sentence: 300 }

/**
 * Whether a writer's own words deny a stop, speak of others who ask for one, or ask what is done about such things: it is not them who asks.
 * Then a person reads it, however sure rules and model are.
 */
export function speaksOfStops(own: string, model: ReplyModel = shippedModel): boolean {
  const folded = foldText(own.slice(0, most.text)).text
  return [...denials, ...subjects].some((one) => one.test(folded)) || asksInGeneral(own, model)
}

/** Whether a sentence beside the stop asks about something else or is open to more. Who surely asks to stop may say so too. */
export function speaksForGoingOn(own: string, model: ReplyModel): boolean {
  return own
    .slice(0, most.text)
    .split(/\n|(?<=[.!?;])\s+/)
    .filter((one) => /\p{L}/u.test(one) && !isBoilerplate(one))
    .slice(0, most.sentences)
    .some((whole) => {
      const sentence = whole.slice(0, most.sentence)
      if (asksToStop(sentence).is !== 'no') return false
      const { stops, likely } = model.judge(sentence)
      if (sentence.includes('?')) return stops < from.asked
      const goesOn = open.reduce((sum, one) => sum + (likely.get(one) ?? 0), 0)
      return stops < from.stops && goesOn >= from.open && sentence.split(/\s+/).length >= from.words
    })
}
