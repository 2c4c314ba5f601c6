import { newWords } from '../signals/new-words.ts'
import { foldText } from './folded-text.ts'

/**
 * Words that ask for all of a company, over folded text: everybody there, colleagues, staff, the domain. They count only in a text that asks to
 * stop; "I have left the company" and "my team likes it" are none.
 */
const companyWide: readonly RegExp[] = [
  // English
  /\b(?:any(?:one|body)|every(?:one|body)|nobody|no ?one|none|all|any|every|each) (?:(?:else|of|the|our|my|us|other|single|other|e-?mail) ){0,3}(?:(?:people|person|address(?:es)?|employees?|colleagues?|staff|contacts?|mailbox(?:es)?|team|members?) )?(?:(?:at|in|from|with|on|of|within|under) )?(?:(?:this|our|my|the|same) )?(?:company|firm|organi[sz]ation|business|agency|office|staff|employees|colleagues|team|domain|addresses|people here|us here|here)\b|\b(?:any|all|none|every ?one) of (?:us|our|my)\b|\ball of us\b/,
  /\b(?:stop|cease|quit|(?:do not|don'?t|never|not) (?:\w+ ){0,2}(?:contact\w*|e-?mail\w*|mail\w*|writ\w+|approach\w*|bother\w*|solicit\w*|messag\w+)|remove|delete|exclude|opt|leave|put|add|block|take|blacklist|suppress|off) (?:[\w']+ ){0,4}(?:my|our|the (?:whole|entire)|this (?:whole|entire)) (?:(?:whole|entire) )?(?:company|firm|organi[sz]ation|business|agency|team|staff|employees|colleagues|people|domain|office)\b/,
  /\b(?:whole|entire) (?:company|firm|organi[sz]ation|domain|team|office|agency)\b|\b(?:at|from|on) (?:this|our|that) (?:entire |whole )?domain\b|\b(?:our|this|the) (?:\w+ )?domain (?:from|to|on|off)\b/,
  // German
  /\b(?:niemand\w*|kein\w*|alle[nrs]?|jede[mnr]?|saemtliche\w*|samtliche\w*) (?:\w+ ){0,4}(?:firma|unternehmen|haus|betrieb|mitarbeiter\w*|kolleg\w*|team|adressen|domain)\b|\b(?:meine[nr]?|unsere[nrm]?) (?:\w+ )?(?:kolleg\w+|mitarbeiter\w*|leute|team)\b|\b(?:ganze[nrs]?|gesamte[nrs]?|komplette[nrs]?) (?:firma|unternehmen|domain|team|haus)\b|\b(?:streich|losch|entfern|nehm|sperr)\w* (?:\w+ ){0,4}(?:unsere|die) (?:\w+ )?(?:firma|domain|adressen)\b|\bunsere firma (?:\w+ ){0,3}(?:aus|von)\b/,
  // French
  /\b(?:personne|aucun\w*|tous?|toutes?|quiconque|l'ensemble) (?:[\w']+ ){0,5}(?:societe|entreprise|equipe|collaborateurs|collegues|salaries|adresses|domaine|bureau)\b|\b(?:mes|nos) (?:collegues|collaborateurs|salaries|equipes?|employes)\b|\b(?:toute|l'entiere) (?:la |notre |l')?(?:societe|entreprise|equipe)\b|\b(?:retir|ray|supprim|exclu|enlev)\w* (?:[\w']+ ){0,4}(?:notre|la) (?:societe|entreprise|domaine)\b/,
  // Spanish
  /\b(?:nadie|ningun\w*|tod[oa]s?|cualquier\w*) (?:\w+ ){0,5}(?:empresa|compania|organizacion|equipo|oficina|empleados|companeros|direcciones|dominio|plantilla)\b|\b(?:mis|nuestros) (?:companer\w+|empleados|colegas|colaboradores)\b|\b(?:retir|elimin|borr|quit|saqu|exclu|escrib|contact)\w* (?:\w+ ){0,4}(?:a )?nuestr[oa] (?:empresa|compania|dominio|equipo)\b/,
  // Portuguese
  /\b(?:ninguem|nenhum\w*|tod[oa]s?|qualquer) (?:\w+ ){0,5}(?:empresa|companhia|organizacao|equipe|equipa|escritorio|funcionarios|colegas|enderecos|dominio)\b|\b(?:meus|nossos) (?:colegas|funcionarios|colaboradores)\b|\b(?:retir|remov|exclu|tir|apag|escrev|contact|contat)\w* (?:\w+ ){0,4}(?:a |para a )?noss[oa] (?:empresa|dominio|equipe|equipa)\b/,
  // Italian
  /\b(?:nessun\w*|tutt[aeio]|chiunque|qualsiasi) (?:[\w']+ ){0,5}(?:azienda|societa|ditta|organizzazione|ufficio|dipendenti|colleghi|indirizzi|dominio|team)\b|\b(?:miei|nostri) (?:colleghi|dipendenti|collaboratori)\b|\b(?:togli|rimuov|elimin|cancell|esclud|contatt)\w* (?:[\w']+ ){0,4}(?:la )?nostra (?:azienda|societa|ditta)\b|\bnostro dominio\b/,
  // Dutch
  /\b(?:niemand|geen (?:enkele )?|alle|iedereen|ieder) (?:\w+ ){0,5}(?:bedrijf|organisatie|kantoor|team|medewerkers|collega'?s|adressen|domein)\b|\b(?:mijn|onze) (?:collega'?s|medewerkers|mensen)\b|\b(?:hele|gehele|volledige) (?:bedrijf|organisatie|domein|team)\b|\b(?:haal|verwijder|schrap|blokkeer) (?:\w+ ){0,3}ons bedrijf\b/,
]

/** Whether who asks to stop asks it for the whole company, in whose words; null where they speak for themselves. Null also for a text without a stop. */
export function companyWords(text: string): string | null {
  const folded = foldText(newWords(text).slice(0, 8_000))
  for (const pattern of companyWide) {
    const found = pattern.exec(folded.text)
    if (found !== null) return folded.original(found.index, found.index + found[0].length)
  }
  return null
}
