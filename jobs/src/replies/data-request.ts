import { newWords } from '../signals/new-words.ts'
import { foldText } from './folded-text.ts'

/** What a person may ask about their own data (GDPR articles 15 and 17, and the like elsewhere). */
export type DataRequest = { is: 'ERASURE' | 'ACCESS'; words: string }

/** Days within which the law wants an answer (GDPR article 12: one month). */
export const daysToAnswer = 30

const erasure: readonly RegExp[] = [
  // English
  /\b(?:delete|erase|destroy|wipe|purge|remove|forget|scrub|shred)\b[^.!?\n]{0,30}\b(?:my|our|all|any|personal|every(?:thing)?)\b[^.!?\n]{0,30}\b(?:data|information|details|records?|you (?:have|hold|store|keep|know))\b|\b(?:erasure|deletion|removal) of (?:my|our|all|any|every)[^.!?\n]{0,30}\b(?:data|information|details|records?)\b|\bright to (?:be forgotten|erasure)\b|\b(?:delete|erase|wipe|destroy) (?:whatever|everything|all) (?:\w+ ){0,3}(?:you|about me|on me)\b|\bwipe whatever\b|\b(?:my|our) (?:personal )?(?:data|information|details)\b[^.!?\n]{0,30}\b(?:be |is |are |was |were )?(?:deleted|erased|destroyed|wiped|removed)\b|\bconfirm (?:the )?(?:erasure|deletion)\b|\b(?:then|afterwards) (?:delete|destroy|erase) (?:it|them|everything)\b|\bdelete (?:it|them) (?:all )?(?:then|afterwards)\b/,
  // German
  /\b(?:losch|loesch|vernicht|entfern)\w*\b[^.!?\n]{0,40}\b(?:daten|informationen|gespeichert\w*|personenbezogen\w*|alles,? was)\b|\b(?:daten|informationen)\b[^.!?\n]{0,40}\b(?:losch|loesch|gelosch|vernicht)\w*|\bloschung\b[^.!?\n]{0,30}\bdaten\b|\bart(?:ikel|\.)? 17\b/,
  // French
  /\b(?:supprim|effac|detrui)\w*\b[^.!?\n]{0,40}\b(?:donnees|informations|coordonnees|tout ce que)\b|\b(?:suppression|effacement)\b[^.!?\n]{0,40}\b(?:donnees|informations)\b|\bdroit a l'(?:oubli|effacement)\b|\beffacez tout\b/,
  // Spanish
  /\b(?:borr|elimin|suprim|destru)\w*\b[^.!?\n]{0,40}\b(?:datos|informacion|todo lo que)\b|\b(?:supresion|eliminacion|borrado)\b[^.!?\n]{0,30}\bdatos\b|\bderecho (?:de|al?) (?:supresion|olvido)\b|\bborren todo\b/,
  // Portuguese
  /\b(?:apag|exclu|elimin|delet)\w*\b[^.!?\n]{0,40}\b(?:dados|informacoes|tudo o que|tudo que)\b|\b(?:exclusao|eliminacao|apagamento)\b[^.!?\n]{0,30}\bdados\b|\bdireito ao (?:esquecimento|apagamento)\b|\bapaguem tudo\b/,
  // Italian
  /\b(?:cancell|elimin|distrugg)\w*\b[^.!?\n]{0,40}\b(?:dati|informazioni|tutto cio|tutto quello)\b|\b(?:cancellazione|eliminazione)\b[^.!?\n]{0,30}\bdati\b|\bdati\b[^.!?\n]{0,40}\b(?:cancellat|eliminat)\w*|\bdiritto all'(?:oblio|cancellazione)\b|\bcancellate tutto\b/,
  // Dutch
  /\b(?:wis|wissen|verwijder|verwijderen|vernietig)\b[^.!?\n]{0,40}\b(?:gegevens|persoonsgegevens|informatie|alles wat)\b|\b(?:gegevens|persoonsgegevens)\b[^.!?\n]{0,40}\b(?:wis|wissen|gewist|verwijder\w*|vernietig\w*|halen)\b|\bverwijdering\b[^.!?\n]{0,30}gegevens\b|\brecht op vergetelheid\b|\bwis alles\b/,
]

const access: readonly RegExp[] = [
  /\b(?:what|which)\b[^.!?\n]{0,30}\b(?:data|information|details)\b[^.!?\n]{0,40}\b(?:about|on|of|regarding) (?:me|mine|us|my)\b|\b(?:copy of|access to) (?:all )?(?:of )?(?:my|the|our) (?:personal )?(?:data|information)\b|\bsubject access\b|\b(?:data|information) (?:that )?you (?:hold|have|store|keep) (?:about|on) (?:me|us)\b/,
  /\bwelche (?:\w+ ){0,2}daten\b[^.!?\n]{0,40}\b(?:mich|mir|meine\w*|uns)\b|\bauskunft\b[^.!?\n]{0,40}\bdaten\b|\bart(?:ikel|\.)? 15\b|\bdatenauskunft\b/,
  /\bquelles (?:\w+ ){0,2}(?:donnees|informations)\b[^.!?\n]{0,40}\b(?:moi|me|mes|nous)\b|\bdroit d'acces\b|\bcopie de mes donnees\b/,
  /\bque (?:\w+ )?(?:datos|informacion)\b[^.!?\n]{0,40}\b(?:mi|mios|nosotros)\b|\bderecho de acceso\b|\bcopia de mis datos\b/,
  /\bque (?:\w+ )?(?:dados|informacoes)\b[^.!?\n]{0,40}\b(?:mim|meus|nos)\b|\bdireito de acesso\b|\bcopia dos meus dados\b/,
  /\bquali (?:\w+ )?(?:dati|informazioni)\b[^.!?\n]{0,40}\b(?:me|miei|noi)\b|\bdiritto di accesso\b|\bcopia dei miei dati\b/,
  /\bwelke (?:\w+ )?(?:gegevens|informatie)\b[^.!?\n]{0,40}\b(?:mij|me|ons)\b|\b(?:recht op inzage|inzageverzoek)\b|\bkopie van mijn gegevens\b/,
]

/** Speaks of somebody else's data: what a tool does with candidates, or with ours once we buy. */
const ofOthers =
  /\b(?:candidat\w*|customers?|clients?|users?|kunden|bewerber\w*|nutzer\w*|clientes?|candidatos|usuari\w*|clienti|utenti|kandidaten|klanten|gebruikers)\b|\b(?:how|wie|comment|como|come|hoe) (?:do|does|can|will|would|gehen?|werden|lange|gerez|gestionan|tratan|lidam|tratam|gestite|gaan?|gaat)\b|\b(?:does|do|can|could) (?:it|you|your|the|we|one|users|people)\b(?![^.!?]{0,30}\b(?:my|me)\b)|\b(?:kann man|peut-on|se pueden?|da para|si possono|kun je)\b|\b(?:clause|contract|vertrag|contrat|contrato|contratto)\b/

/** Whether somebody asks for their own data to be erased or shown, in whose words: erasure where they ask for both. Null where they don't. */
export function readDataRequest(text: string): DataRequest | null {
  const sentences = newWords(text)
    .slice(0, 8_000)
    .split(/(?<=[.!?])\s+|\n{2,}/)
    .map((sentence) => foldText(sentence.slice(0, 600)))
    .filter((sentence) => !ofOthers.test(sentence.text))
  for (const [is, patterns] of [['ERASURE', erasure] as const, ['ACCESS', access] as const]) {
    for (const sentence of sentences) {
      for (const pattern of patterns) {
        const found = pattern.exec(sentence.text)
        if (found !== null) return { is, words: sentence.original(found.index, found.index + found[0].length) }
      }
    }
  }
  return null
}
