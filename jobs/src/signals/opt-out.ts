import { newWords } from './new-words.ts'

/**
 * Ways to say "stop" in seven languages, over folded text: lower case, no accents, one space between words, no punctuation but sentence
 * ends. Missing one is worse than taking one too many: who is suppressed by mistake is one mail less, who is missed is a complaint.
 */
const stops: readonly RegExp[] = [
  // English
  /^stop\b(?! (?:losing|by|at|in|over)\b)/,
  /\bstop (?:it|this|now|please|all|sending|emailing|e mailing|mailing|contacting|messaging|writing|spamming|bothering|these|your|the (?:e ?mails?|spam|messages))\b/,
  /\b(?:please|pls|just|now) stop\b(?! (?:by|at|in|over)\b)/,
  /\bun ?subs?c?ribe\b(?! (?:rate|link))/,
  /\bunsubcribe\b/,
  /\b(?:remove|take|delete|drop|cut) (?:me|us|my|our|this address|this e ?mail)\b(?! off mute)/,
  /\bget (?:me|us) (?:off|out)\b/,
  /\b(?:delete|erase|remove) (?:my|our|all|any) (?:\w+ )?(?:data|details|information|info|address|e ?mail)\b/,
  /\bobject to (?:\w+ ){0,3}(?:processing|use|marketing|e ?mails?)\b/,
  /\blast (?:e ?mail|mail|message)\b/,
  /\b(?:do not|don t|dont|never|quit|cease|no need to) (?:\w+ )?(?:e ?mail|mail|contact|write(?: to)?|message|call|spam|bother|emailing|mailing|contacting|writing|messaging|spamming)(?: (?:me|us|here|again|this))?\b/,
  /\b(?:quit|cease) (?:emailing|e mailing|mailing|contacting|writing|messaging)\b/,
  /\bcease and desist\b/,
  /\bno (?:more|further) (?:e ?mails?|mails?|messages?|contact|spam)\b/,
  /\bopt(?:ing)? ?(?:me |us )?out\b(?! rate)/,
  /\blose (?:my|this) (?:e ?mail|address|number)\b/,
  /\bleave (?:me|us) alone\b/,
  // German
  /\b(?:bitte )?abmelden\b/,
  /\bmelden? (?:sie )?(?:mich|uns) (?:\w+ )?ab\b/,
  /\baus (?:dem|ihrem|eurem|der|ihrer) (?:\w+ )?(?:verteiler|liste|newsletter|datenbank|mailingliste)\b/,
  /\bkeine (?:weiteren |mehr )?(?:e ?mails?|mails?|nachrichten|werbung|newsletter)\b/,
  /\bwiderspreche?\b.*\b(?:nutzung|verarbeitung|daten|werb\w*)\b/,
  /\b(?:hor(?:en|t)?|hoer(?:en|t)?) (?:sie )?(?:bitte )?auf\b/,
  /\b(?:losch|loesch)\w* (?:sie )?(?:bitte )?(?:meine|alle|unsere) (?:\w+ )?(?:daten|adresse|e ?mail)/,
  /\bnicht mehr (?:an)?(?:schreiben|kontaktieren|anschreiben)\b/,
  // French
  /\bdesin(?:scri|scrivez|scrire|scription)\w*/,
  /\bdesabonn\w*/,
  /\b(?:supprim|retir|enlev|effac)\w* (?:moi|mon|mes|nos|notre)\b/,
  /\b(?:arrete|cesse)\w* (?:de|d) ?(?:m|nous|me)\b/,
  /\bm oppose\b/,
  /\bne (?:veux|souhaite|desire|voulons|souhaitons) plus\b/,
  /\bne (?:m|me|nous) ?(?:ecri|contact|envo)\w* plus\b/,
  // Spanish
  /\b(?:dar(?:me|nos)?|den(?:me|nos)|de(?:me|nos)) de baja\b/,
  /\b(?:darse|dar) de baja\b/,
  /\bno (?:me|nos) (?:escriba|escriban|escribas|contacte|contacten|envie|envien|manden|mande)\w*/,
  /\b(?:elimin|borr)\w* (?:mis|nuestros|mi) (?:datos|correo|direccion|e ?mail)/,
  /\b(?:saquen|saque|quiten|quite|eliminen|borren)(?:me|nos)\b/,
  /\bde(?:sus|su)scri\w*/,
  /\bdejen? de (?:escribir|enviar|contactar|mandar)\w*/,
  // Portuguese
  /\b(?:remov|retir|exclu|apag)\w* (?:me|o|meu|meus|minha|os|nosso)\b.*\b(?:lista|dados|e ?mail|endereco|cadastro|base)\b/,
  /\bpare(?:m)? de (?:me )?(?:enviar|mandar|escrever|contatar|contactar)\w*/,
  /\bdescadastr\w*/,
  /\bexclusao (?:dos|de) (?:meus|nossos)? ?dados\b/,
  /\bnao (?:quero|desejo|queremos) (?:mais )?receber\b/,
  // Italian
  /\bcancell(?:atemi|ami|ateci|i mi|are il mio|ate il mio|a il mio)\b/,
  /\bcancellazione (?:dei|di) (?:miei|tutti)?\b/,
  /\bnon (?:scrivetemi|scrivermi|contattatemi|contattarmi|mandatemi|inviatemi|voglio)\w* (?:\w+ )?(?:piu|ricevere)\b/,
  /\bdisiscri\w*/,
  /\b(?:rimuov|toglie)\w*(?:mi|temi)\b/,
  // Dutch
  /\buitschrijven\b/,
  /\b(?:schrijf|meld) (?:mij|me|ons) (?:\w+ )?(?:uit|af)\b/,
  /\b(?:haal|verwijder) (?:mij|me|ons|mijn|onze)\b/,
  /\bgeen (?:e ?mails?|mails?|berichten) meer\b/,
  /\bafmelden\b/,
]

/** Whole sentences that hold such words and ask for nothing. */
const harmless: readonly RegExp[] = [
  /\bto unsubscribe from .* click here\b/,
  /\b(?:i|we) unsubscribed from (?:your competitor|another|other)\b/,
  /\bdon t stop there\b/,
  /\b(?:losing|stop losing)\b(?!.*\bunsubscribe)/,
]

/** Letters that were spaced out or written apart: "U N S U B S C R I B E". */
function joined(text: string): string {
  return text.replace(/\b(?:\p{L} ){3,}\p{L}\b/gu, (letters) => letters.replaceAll(' ', ''))
}

function folded(text: string): string {
  return joined(
    text
      .normalize('NFKD')
      .replace(/\p{M}|\p{Cf}/gu, '')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replace(/[^\p{L}\p{N}\s.!?]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

/** Whether a reply asks us to stop, whatever else it says. Quoted mail does not count. */
export function asksToStop(text: string): boolean {
  return newWords(text)
    .split(/\n|(?<=[.!?])\s/)
    .map(folded)
    .some((sentence) => stops.some((stop) => stop.test(sentence)) && !harmless.some((one) => one.test(sentence)))
}
