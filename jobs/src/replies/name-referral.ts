/** Whom a reply names instead, with the words that say it. */
export type Referral = { name: string | null; email: string | null; words: string }

const word = "\\p{Lu}[\\p{L}'’.-]+"
const person = `(?:(?:Mr|Mrs|Ms|Dr|Frau|Herrn?|Mme|M|Monsieur|Madame|Sra?|Sig(?:\\.ra|nora|nor)?|mevrouw|meneer|de heer)\\.? )?${word}(?: (?:van|von|de|da|di|der|den|del|la) ${word}| ${word}){0,2}`
/** After these words stands the other person. Case matters in the name alone. */
const leading = [
  "(?:(?:you should|please|kindly|best to|better to|can|could|would|try|just|instead)?\\s*)(?:contact|reach out to|get in touch with|speak (?:to|with)|talk (?:to|with)|connect with|write to|e-?mail|ask|drop|ping|try|direct (?:\\w+ ){0,2}to|address (?:\\w+ ){0,2}to|send (?:\\w+ ){0,3}to|forward(?:ing|ed)?(?: (?:this|it|your (?:e-?mail|message|note)))?(?: on)? to|pass(?:ing|ed)?(?: (?:this|it))?(?: (?:on|along|over))? to|copy(?:ing)?|cc'?(?:ing|ed)?|loop(?:ing|ed)?(?: in)?|adding|mentioned it to|introduc(?:e|ing) you to|right person is|person (?:you want|to (?:talk|speak) to) is|responsible is|handled by|that(?:'s| is| would be)|belongs (?:to|with))",
  '(?:wenden Sie sich (?:bitte )?an|kontaktieren Sie(?: bitte)?|sprechen Sie(?: bitte)? mit|zuständig ist|Ansprechpartner(?:in)? ist|weitergeleitet an|leite (?:es|das|dies|Ihre (?:Mail|Nachricht)) an)',
  "(?:contacter|contactez|adressez-vous à|vous adresser à|rapprochez-vous de|voir avec|voyez avec|écrire à|écrivez à|transmets à|transfère à|est géré par|c'est)",
  '(?:contacte? (?:con|a)|contacten? (?:con|a)|hable con|hablar con|escr[ií]ba(?:le)? a|dir[ií]jase a|reenv[ií]o a|la persona (?:indicada|adecuada) es|el responsable es|la responsable es)',
  '(?:fale com|falar com|contact[ae] (?:o|a|com)?|entre em contato com|escreva para|encaminho (?:para|à|ao)|o responsável é|a responsável é)',
  '(?:contatt(?:i|ate|are|are il|are la)|scriva a|scrivete a|si rivolga a|rivolgersi a|parl(?:i|ate|are) con|inoltro a|il responsabile è|la responsabile è)',
  '(?:neem contact op met|contact opnemen met|neemt u contact op met|mail|spreek met|richt u (?:zich )?tot|stuur (?:ik )?door naar|verantwoordelijk is)',
].map(
  (phrase) =>
    new RegExp(
      `(?<!\\p{L})(?i:${phrase})\\s+(?i:(?:my|our|the|your|meine?n?|unsere?n?|mon|ma|notre|mi|nuestr[oa]|meu|minha|nosso|il|la|mio|mia|mijn|onze|colleague|collega|collègue|Kolleg(?:e|in|en)|colega|partner|manager|boss|team|director|head of [\\w ]+?|CEO|COO|CFO|CTO|assistant)[,:]?\\s+){0,4}(${person})`,
      'gu',
    ),
)
const leadingWithVerbFirst = new RegExp(
  `(${person}),? (?:who|she|he)?\\s*(?:now )?(?:owns|runs|handles|leads|is (?:the one|in charge|responsible)|looks after|deals with|takes care|took over|replaced me|is covering|is your best)`,
  'gu',
)
const address = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu
const noName =
  /^(?:I|Me|Us|We|You|The|This|That|It|They|He|She|Hi|Hello|Hey|Thanks|Thank|Please|Best|Kind|Not|No|Yes|Our|My|Your|If|But|And|Re|Fwd|What|How|Who|Why|When|Where|Sales|Monday|Tuesday|Wednesday|Thursday|Friday|January|February|March|April|May|June|July|August|September|October|November|December|LinkedIn|Google|Sie|Ihnen|Ihre|Ich|Wir)$/

/**
 * The other person or address that a reply points to, in any of seven languages. `own` are addresses that are nobody else: the writer's and
 * ours. Null where it points to nobody.
 */
export function readReferral(text: string, own: readonly string[] = []): Referral | null {
  const theirs = new Set(own.map((one) => one.toLowerCase()))
  const emails = [...text.matchAll(address)]
    .map((found) => ({ email: found[0].toLowerCase().replace(/\.$/, ''), index: found.index }))
    .filter(({ email }) => !theirs.has(email))
  const named = [...leading, leadingWithVerbFirst].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((found) => {
      const name = (found[1] ?? '').replace(/[.,]$/, '')
      return name === '' || noName.test(name.split(' ')[0] ?? '') || name.includes('@')
        ? []
        : [{ name, index: found.index, words: found[0].trim() }]
    }),
  )
  const first = named.toSorted((a, b) => a.index - b.index)[0]
  const [mail] = emails
  if (first === undefined && mail === undefined) return null
  return { name: first?.name ?? null, email: mail?.email ?? null, words: first?.words ?? mail?.email ?? '' }
}
