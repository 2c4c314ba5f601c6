/** Whom a reply names instead, with the words that say it. */
export type Referral = {
  name: string | null
  email: string | null
  /** What they are there, as the writer says it. */
  title: string | null
  words: string
}

/** What somebody may be, in seven languages; only to tell a title from other words beside a name. */
const titleWord =
  /\b(?:head|vp|svp|evp|vice|chief|c[etfmorhis]o|director\w*|direktor\w*|directeur|directrice|diretor\w*|direttor\w*|manager\w*|lead|leader|leit\w*|partner\w*|founder|owner|president\w*|geschäftsführ\w*|chef\w*|responsab\w*|responsáve\w*|jef[ea]|gerente|encargad\w*|capo|hoofd|boss|buyer|einkäufer\w*|assistant\w*|coordinator|officer|associé\w*|socio|sócio|socia|compagnon|colleague|kolleg\w*|collègue|compañer\w*|colega|collega)\b/i
const possessive =
  '(?:our|my|the|unsere[nrm]?|meine[nrm]?|der|die|notre|mon|ma|la|le|nuestr[oa]|mi|el|noss[oa]|o noss[oa]|a noss[oa]|meu|minha|(?:il |la )?nostr[oa]|(?:il |la )?mi[oa]|onze|mijn|ons)'

/** The title that stands beside a name: "our Head of Finance, Ines Roth", "Theo Marsh (COO)", "Theo Marsh, who is our COO". */
function titleOf(text: string, name: string): string | null {
  const place = text.indexOf(name)
  if (place === -1) return null
  const before = new RegExp(`(?<!\\p{L})${possessive}\\s+([\\p{L}&'’ /-]{2,60}?)[,:]?\\s+$`, 'iu').exec(
    text.slice(Math.max(0, place - 90), place),
  )?.[1]
  const after = new RegExp(
    `^(?:,? (?:who |she |he )?(?:is|est|ist|es|é|è) |, | \\(|: ?| - )(?:${possessive} )?([\\p{L}&'’ /-]{2,60}?)(?=[,.;)\\n!?]|$| (?:and|who|und|et|y|e|en|at|in|from) )`,
    'iu',
  ).exec(text.slice(place + name.length, place + name.length + 120))?.[1]
  return [before, after].map((one) => one?.trim()).find((one) => one !== undefined && titleWord.test(one)) ?? null
}

const word = "\\p{Lu}[\\p{L}'’.-]+"
const person = `(?:(?:Mr|Mrs|Ms|Dr|Frau|Herrn?|Mme|M|Monsieur|Madame|Sra?|Sig(?:\\.ra|nora|nor)?|mevrouw|meneer|de heer)\\.? )?${word}(?: (?:van|von|de|da|di|der|den|del|la) ${word}| ${word}){0,2}`
/**
 * After these words stands the other person. Case matters in the name alone, which `capitalised` sees to: with `(?i:…)` for the rest, the
 * engine now and then forgot it once the expression had run often.
 */
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
      `(?<!\\p{L})(?:${phrase})\\s+(?:(?:my|our|the|your|meine?n?|unsere?n?|mon|ma|notre|mi|nuestr[oa]|meu|minha|nosso|il|la|mio|mia|mijn|onze|colleague|collega|collègue|Kolleg(?:e|in|en)|colega|partner|manager|boss|team|director|head of [\\w ]+?|CEO|COO|CFO|CTO|assistant)[,:]?\\s+){0,4}(${person})`,
      'giu',
    ),
)
const leadingWithVerbFirst = new RegExp(
  `(${person}),? (?:who|she|he)?\\s*(?:now )?(?:owns|runs|handles|leads|is (?:the one|in charge|responsible)|looks after|deals with|takes care|took over|replaced me|is covering|is your best)`,
  'gu',
)
/** "our Head of Finance, Ines Roth": what begins with a capital after "our" is a title, not the name. */
const titled = new RegExp(`(?<!\\p{L})${possessive}\\s+([\\p{L}&'’ /-]{2,60}?),\\s+(${person})`, 'giu')
const address = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu
const noName =
  /^(?:I|Me|Us|We|You|The|This|That|It|They|He|She|Hi|Hello|Hey|Thanks|Thank|Please|Best|Kind|Not|No|Yes|Our|My|Your|If|But|And|Re|Fwd|What|How|Who|Why|When|Where|Sales|Monday|Tuesday|Wednesday|Thursday|Friday|January|February|March|April|May|June|July|August|September|October|November|December|LinkedIn|Google|Sie|Ihnen|Ihre|Ich|Wir)$/

/** Of words that may be a name, those from the first on that are written as one: "Theo Marsh tomorrow" is "Theo Marsh". Empty when none is. */
function capitalised(words: string): string {
  // How the Dutch address somebody is written small.
  const courtesy = /^(?:de heer|mevrouw|meneer) /.exec(words)?.[0] ?? ''
  const name: string[] = []
  let waiting: string[] = []
  for (const one of words.slice(courtesy.length).split(' ')) {
    if (/^\p{Lu}/u.test(one)) {
      name.push(...waiting, one)
      waiting = []
    } else if (name.length > 0 && particle.test(one)) waiting.push(one)
    else break
  }
  return name.length === 0 ? '' : `${courtesy}${name.join(' ').replace(/[.,]$/, '')}`
}
const particle = /^(?:van|von|de|da|di|der|den|del|la)$/

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
      const given = found[1] ?? ''
      const name = capitalised(given)
      return name === '' || noName.test(name.split(' ')[0] ?? '') || name.includes('@')
        ? []
        : [{ name, index: found.index, words: (found[0].split(given, 1)[0] + name).trim() }]
    }),
  )
  const withTitle = [...text.matchAll(titled)].find(
    ([, title = '', name = '']) => titleWord.test(title) && capitalised(name) !== '' && !noName.test(name.split(' ')[0] ?? ''),
  )
  const first =
    withTitle === undefined
      ? named.toSorted((a, b) => a.index - b.index)[0]
      : { name: capitalised(withTitle[2] ?? ''), words: withTitle[0] }
  const [mail] = emails
  if (first === undefined && mail === undefined) return null
  const name = first?.name ?? null
  const title = name === null ? null : titleOf(text.slice(0, 8_000), name)
  return { name, email: mail?.email ?? null, title, words: first?.words ?? mail?.email ?? '' }
}
