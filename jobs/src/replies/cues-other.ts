import type { Cue } from './cue.ts'

/** German, French, Spanish, Portuguese, Italian and Dutch, over folded text: no accents, "ß" is "ss". */
export const otherCues: readonly Cue[] = [
  // Interested
  [
    'INTERESTED',
    3,
    /\b(?<!nicht |kein |keine |pas |no |non |nao |niet |geen )(?:klingt|hort sich|sieht) (?:\w+ )?(?:gut|interessant|spannend|vielversprechend)|\b(?:(?:sehr|durchaus|grundsatzlich) interessiert|habe(?:n)? (?:\w+ )?(?<!kein )interesse|gerne? mehr|mehr (?:infos?|informationen|erfahren|details)|schicken sie (?:mir|uns) (?:gern\w* |bitte )?(?:die|mehr|weitere|eine?n?|ihre|unterlagen|infos)|senden sie (?:mir|uns)|neugierig)/,
  ],
  [
    'INTERESTED',
    3,
    /\b(?:(?:ca|cela|ca nous|cela nous|cela m'|ca m'|m'|nous |tres |suis |sommes |est )(?:m'|nous )?interess(?:e|ant|ee?s?)|en savoir plus|plus d'informations?|envoyez[- ](?:moi|nous)|pouvez[- ]vous m'envoyer|volontiers|avec plaisir|je suis preneur|bonne idee|interessant)\b(?! (?:pas|plus))/,
  ],
  [
    'INTERESTED',
    3,
    /(?<!no )(?<!no me )(?<!no nos )\b(?:(?:me|nos) interesa(?:ria)?|(?:estoy|estamos|muy) interesad[oa]s?|suena (?:bien|interesante|genial)|(?:envieme|enviame|mandeme|mandame|enviennos|envienos) (?:mas |la |el |una? )?|mas (?:informacion|detalles|info)|cuent(?:a|e|en)me mas|me gustaria (?:saber|conocer|ver)|adelante)/,
  ],
  [
    'INTERESTED',
    3,
    /(?<!nao )(?<!nao me )(?<!nao nos )\b(?:(?:tenho|temos) interesse|(?:me|nos) interessa|(?:estou|estamos) interessad[oa]s?|parece (?:bom|interessante|otimo)|(?:me envie|envie-me|mande-me|pode (?:me )?(?:enviar|mandar))|mais (?:informacoes|detalhes)|gostaria de (?:saber|conhecer|ver)|conte-me mais|quero saber mais)/,
  ],
  [
    'INTERESTED',
    3,
    /(?<!non )(?<!non mi )(?<!non ci )\b(?:(?:mi|ci) interessa(?:no)?|(?:sono|siamo|molto) interessat[oaie]|sembra (?:interessante|utile|ottimo)|(?:mi|ci) (?:mandi|invii|mandate|inviate|puo mandare|puo inviare|potete inviare)|maggiori (?:informazioni|dettagli)|vorrei (?:sapere|saperne|vedere|capire)|volentieri|saperne di piu)/,
  ],
  [
    'INTERESTED',
    3,
    /(?<!niet )(?<!geen )\b(?:klinkt (?:goed|interessant|leuk)|(?:heb|hebben) (?:wel )?(?:interesse|belangstelling)|(?:ben|zijn) (?:wel |zeker |zeer )?geinteresseerd|meer (?:informatie|info|weten|details)|stuur (?:mij|me|ons) (?:maar |gerust )?(?:de|meer|wat|een|het)|graag meer|interessant)/,
  ],
  // Meeting
  [
    'MEETING_REQUEST',
    3,
    /\b(?:termin (?:vereinbaren|vorschlagen|finden|ausmachen)|terminvorschl\w+|telefonieren|lassen sie uns (?:sprechen|reden|telefonieren|treffen)|rufen sie mich|ruf(?:en)? (?:mich|uns) an|passt (?:es )?(?:ihnen|mir|uns|bei)|hatten? sie (?:zeit|am)|haben sie (?:am|nachste|diese|zeit)|kurzes? (?:gesprach|telefonat|call|meeting|demo)|anrufen|treffen wir|konnen wir (?:uns|am|einen|kurz)|demo (?:vereinbaren|machen|zeigen))/,
  ],
  [
    'MEETING_REQUEST',
    3,
    /\b(?:(?:fixer|prendre|convenir|caler|prenons|fixons|calons) (?:d')?(?:un |une )?(?:rendez-vous|rdv|rencontre|creneau|appel|reunion|moment)|appelez[- ]moi|(?:parlons|discutons)|(?:etes|seriez)[- ]vous (?:disponible|libre|dispo)|je suis (?:disponible|libre|dispo)|vos disponibilites|un (?:appel|echange|call)|(?:rendez-vous|rdv) |demo (?:jeudi|lundi|mardi|mercredi|vendredi|la semaine)|on s'appelle|peut[- ]on (?:se|en) (?:parler|voir|appeler))/,
  ],
  [
    'MEETING_REQUEST',
    3,
    /\b(?:(?:agend|program|coordin|concret)\w+ (?:una? )?(?:llamada|reunion|cita|demo|charla)|llam(?:e|a|en)me|(?:hablamos|podemos hablar|podriamos hablar|hablemos|nos vemos|reunirnos|vernos)|(?:esta|estan|estas) disponibles?|disponibilidad|una (?:llamada|reunion|demo|videollamada)|le (?:viene|va) bien|que tal el (?:lunes|martes|miercoles|jueves|viernes)|tengo (?:un )?hueco)/,
  ],
  [
    'MEETING_REQUEST',
    3,
    /\b(?:(?:agend|marc|combin)\w+ (?:uma? )?(?:chamada|reuniao|call|conversa|horario|demo|ligacao)|me lig(?:ue|a)|ligue-me|(?:podemos|vamos) (?:falar|conversar|marcar|nos reunir)|(?:esta|estao) disponive(?:l|is)|disponibilidade|uma (?:reuniao|chamada|demonstracao|demo|call)|(?:parar|tempo) para conversar|tem (?:horario|agenda|disponibilidade))/,
  ],
  [
    'MEETING_REQUEST',
    3,
    /\b(?:(?:fiss|organizz|pianific|prenot)\w+ (?:una? )?(?:chiamata|riunione|incontro|appuntamento|call|demo)|mi chiami|chiamatemi|(?:sentiamoci|vediamoci|parliamone|possiamo (?:sentirci|parlare|vederci|fissare|fare))|(?:e|siete|sarebbe) (?:disponibile|disponibili|libero)|disponibilita|una (?:chiamata|riunione|call|demo)|spostarla|(?:riunione|incontro) di)/,
  ],
  [
    'MEETING_REQUEST',
    3,
    /\b(?:(?:afspraak|gesprek|demo|call|meeting|belafspraak) (?:inplannen|plannen|maken|inboeken)|bel (?:mij|me|ons)|(?:laten we|zullen we|kunnen we) (?:\w+ ){0,3}(?:bellen|afspreken|praten|spreken|plannen)|(?:bent|ben) (?:u|je) (?:beschikbaar|vrij)|(?:komt|past|schikt) (?:het )?(?:u|je|jou|mij)|inplannen|kort (?:gesprek|belletje))/,
  ],
  [
    'MEETING_REQUEST',
    1.5,
    /\b(?:montag|dienstag|mittwoch|donnerstag|freitag|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miercoles|jueves|viernes|segunda|terca|quarta|quinta|sexta|lunedi|martedi|mercoledi|giovedi|venerdi|maandag|dinsdag|woensdag|donderdag|vrijdag|morgen|demain|manana|amanha|domani)\b[^.!?]{0,30}(?:\b\d{1,2}(?::\d\d|h\d?\d?| uhr| uur)\b|\bum \d|\ba las \d|\bas \d|\balle \d|\bom \d|\?)/,
  ],
  // Question
  [
    'QUESTION',
    2.5,
    /\b(?:was kostet|wie (?:viel|teuer|hoch)|welche kosten|combien (?:ca |cela )?(?:coute)?|quel (?:est le )?(?:prix|tarif)|cuanto (?:cuesta|vale|cobran)|(?:cual|que) (?:es el )?precio|quanto custa|qual (?:e )?o (?:preco|valor)|quanto costa|qual e il (?:prezzo|costo)|wat (?:kost|zijn de kosten)|hoeveel kost)/,
  ],
  [
    'QUESTION',
    1.8,
    /(?:\b(?:wie|was|welche\w*|wer|wo|warum|konnen sie|gibt es|haben sie|ist (?:das|es)|comment|quels?|quelles?|pourquoi|est[- ]ce|pouvez[- ]vous|avez[- ]vous|como|que|cual|donde|pueden?|tienen?|qual|onde|voces?|come|quali?|dove|potete|avete|hoe|wat|welke|waarom|kunnen jullie|kunt u|heeft u|hebben jullie)\b)[^.!?]{3,120}\?/,
  ],
  // Objection
  [
    'OBJECTION',
    3,
    /\b(?:zu (?:teuer|komplex|aufwendig|klein)|kein budget|budget(?:ar)? (?:ist )?(?:aufgebraucht|erschopft)|(?:haben|nutzen|verwenden|arbeiten) (?:\w+ ){0,3}(?:bereits|schon)|bereits (?:\w+ ){0,2}(?:losung|anbieter|partner|tool|vertrag)|vertraglich gebunden|zufrieden mit|datenschutz|dsgvo|woher haben sie)/,
  ],
  [
    'OBJECTION',
    3,
    /\b(?:trop (?:cher|chere|complexe|petit)|pas (?:de|le) budget|budget (?:est )?(?:serre|epuise)|(?:avons|utilisons|travaillons|ai|utilise) deja|deja (?:un|une|equipe|en place|avec)|satisfaits? de|rgpd|comment avez[- ]vous (?:eu|obtenu)|d'ou (?:tenez|vient))/,
  ],
  [
    'OBJECTION',
    3,
    /\b(?:(?:muy|demasiado) (?:caro|complejo|complicado)|(?:no (?:tenemos|hay|tengo)|sin) presupuesto|ya (?:tenemos|usamos|trabajamos|contamos|utilizamos|tengo)|contentos con|satisfechos con|rgpd|de donde (?:saco|sacaron|tienen))/,
  ],
  [
    'OBJECTION',
    3,
    /\b(?:(?:muito|caro demais|e caro)|(?:nao (?:temos|ha|tenho)|sem) (?:orcamento|verba)|ja (?:temos|usamos|trabalhamos|utilizamos|contamos)|satisfeitos com|lgpd)\b/,
  ],
  [
    'OBJECTION',
    3,
    /\b(?:troppo (?:caro|costoso|complesso)|(?:non (?:abbiamo|c'e)|senza) (?:il |un )?budget|(?:abbiamo|usiamo|utilizziamo|lavoriamo) gia|gia (?:un|una|un'altra|coperti|fornitore)|soddisfatti d|gdpr|dove (?:avete|ha) (?:preso|trovato))/,
  ],
  [
    'OBJECTION',
    3,
    /\b(?:te (?:duur|complex|klein)|geen budget|(?:hebben|gebruiken|werken) (?:\w+ ){0,2}al\b|al (?:een|voorzien|tevreden)|tevreden (?:met|over)|avg\b|hoe komt u aan|vast aan een contract)/,
  ],
  // Not now
  [
    'NOT_NOW',
    3,
    /\b(?:derzeit|momentan|aktuell|im moment|zurzeit|gerade)\b[^.!?]{0,60}\b(?:nicht|kein\w*|leider|keine)|\b(?:melden sie sich|kommen sie|sprechen sie|schreiben sie|fragen sie)\b[^.!?]{0,60}\b(?:noch ?(?:ein)?mal|wieder|erneut|spater|im|nach|in|ab)\b|\b(?:spater|nachstes (?:jahr|quartal)|erst (?:im|ab|nach|wieder)|zu einem spateren|keine kapazitaten|nicht der richtige zeitpunkt)/,
  ],
  [
    'NOT_NOW',
    3,
    /\b(?:pas (?:pour (?:le moment|l'instant)|maintenant|le bon moment|en ce moment|tout de suite|avant)|(?:recontactez|relancez|rappelez|revenez|reecrivez)[- ]?(?:moi|nous|vers)?|plus tard|l'annee prochaine|le trimestre prochain|reparlons|a la rentree|apres (?:les|l'|la))/,
  ],
  [
    'NOT_NOW',
    3,
    /\b(?:ahora (?:mismo )?no|no (?:es (?:el|un buen) momento|por (?:el momento|ahora)|en este momento)|por ahora no|mas adelante|(?:contact|escrib|llam|vuelv|habl|retom)\w+ (?:\w+ ){0,4}(?:en|despues|el proximo|a partir|dentro|mas adelante)|el proximo (?:ano|trimestre)|hablamos entonces)/,
  ],
  [
    'NOT_NOW',
    3,
    /\b(?:(?:agora|neste momento|no momento|por enquanto|por ora) nao|nao (?:e (?:o|um bom) momento|agora|no momento|neste momento)|mais (?:tarde|para frente|adiante)|(?:me procure|entre em contato|volte|retorne|fale comigo|escreva|retomar|retomamos)\w* (?:\w+ ){0,4}(?:em|depois|no proximo|a partir|daqui|mais)|no proximo (?:ano|trimestre))/,
  ],
  [
    'NOT_NOW',
    3,
    /\b(?:(?:al momento|per ora|adesso|ora|in questo momento) (?:no|non)|non (?:e (?:il|un buon) momento|adesso|ora|al momento|per ora)|piu avanti|(?:ricontatt|risent|riscriv|riparl|torn)\w+ (?:\w+ ){0,3}(?:a|in|dopo|tra|fra|il prossimo|nel)|l'anno prossimo|il prossimo (?:anno|trimestre))/,
  ],
  [
    'NOT_NOW',
    3,
    /\b(?:(?:nu|momenteel|op dit moment|voorlopig) (?:even )?(?:niet|geen)|niet (?:nu|op dit moment|het juiste moment)|komt nu niet|later (?:dit|nog|weer|terug|in)|(?:neem|bel|mail|kom|benader|vraag)\b[^.!?]{0,40}\b(?:opnieuw|terug|nog eens|weer|in (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|het))|volgend (?:jaar|kwartaal)|na de (?:zomer|vakantie|feestdagen))/,
  ],
  // Referral
  [
    'REFERRAL',
    3,
    /\b(?:wenden sie sich|kontaktieren sie (?!mich|uns)|ansprechpartner\w* (?:ist|ware|fur)|zustandig (?:ist|dafur ist|hierfur ist)|weitergeleitet|leite (?:\w+ ){1,4}weiter|sprechen sie (?:bitte )?mit|adressez-vous|vous adresser a|contactez (?!-?moi|-?nous)|(?:transmets|transfere|transmis)|(?:est|c'est) (?:la bonne personne|responsable|en charge)|rapprochez-vous|voyez avec|dirijase|(?:contacte|contacten|hable|escriba) (?:con|a) |reenvio|la persona (?:indicada|adecuada|encargada|responsable)|se encarga|fale com|entre em contato com (?!igo)|encaminh(?:o|ei|ando)|a pessoa (?:certa|responsavel)|quem cuida|si rivolga|rivolgersi a|contatti |inoltro|ho inoltrato|la persona (?:giusta|competente)|se ne occupa|neem(?:t u)? contact op met (?!mij|ons)|doorgestuurd|stuur (?:\w+ ){0,4}door|de juiste persoon is|gaat (?:hierover|daarover)|verantwoordelijk(?:e)? (?:is|voor is))/,
  ],
  // Not interested
  [
    'NOT_INTERESTED',
    4,
    /\b(?:kein(?:e|en|erlei)? (?:interesse|bedarf)|nicht interess(?:iert|ant)|nein,? danke|kommt (?:fur uns )?nicht (?:in frage|infrage)|passt (?:leider )?nicht|brauchen (?:wir|ich) nicht|lehnen (?:wir )?(?:dankend )?ab|absehen|pas (?:du tout )?interesse(?:e|s|es)?|pas interessant|non merci|ne (?:nous|m'|me) ?(?:interesse|concerne|correspond|convient) pas|pas (?:de|un) besoin|pas besoin|nous ne donnerons pas suite|pas suite|sans interet)/,
  ],
  [
    'NOT_INTERESTED',
    4,
    /\b(?:no (?:me|nos) interesa\w*|no (?:estoy|estamos) interesad\w*|no,? gracias|gracias,? (?:pero no|no)|no (?:lo )?(?:necesitamos|necesito|requerimos)|no es (?:para nosotros|lo que buscamos)|sin interes|(?:nao (?:tenho|temos|ha)|sem) interesse|nao (?:me |nos )?interess\w+|nao (?:estou|estamos) interessad\w*|nao,? obrigad\w*|obrigad\w,? mas nao|nao (?:precisamos|preciso))/,
  ],
  [
    'NOT_INTERESTED',
    4,
    /\b(?:non (?:mi|ci) interessa\w*|non (?:sono|siamo) interessat\w*|no,? grazie|grazie,? ma no|non (?:ne )?abbiamo bisogno|non fa (?:per|al caso)|nessun interesse|geen (?:interesse|belangstelling|behoefte)|niet (?:geinteresseerd|interessant|nodig)|nee,? (?:bedankt|dank)|bedankt,? maar nee|niks voor ons|niet voor ons|zien (?:wij |we )?(?:hier )?van af)/,
  ],
  // Wrong person
  [
    'WRONG_PERSON',
    3.5,
    /\b(?:nicht (?:\w+ )?(?:zustandig|der richtige|die richtige)|falsche(?:r|n)? (?:ansprechpartner|person|adresse)|arbeite (?:\w+ ){0,4}nicht mehr|nicht mehr (?:bei|im unternehmen|tatig|fur)|(?:unternehmen|firma) verlassen|in (?:rente|pension)|pas la bonne personne|mauvais(?:e)? (?:personne|interlocuteur|adresse|contact)|ne (?:suis|travaille|fais) (?:plus|pas) (?:chez|responsable|en charge|le bon|partie|dans)|ai quitte|a la retraite|je ne m'occupe pas)/,
  ],
  [
    'WRONG_PERSON',
    3.5,
    /\b(?:(?:no soy|se equivoca de) (?:la )?persona|persona equivocada|ya no trabajo|no (?:trabajo|estoy) (?:mas|ya)|deje la empresa|no me (?:encargo|ocupo|corresponde)|jubilad[oa]|nao sou (?:a pessoa|o responsavel|a responsavel)|pessoa errada|nao trabalho mais|ja nao trabalho|sai da empresa|nao (?:e comigo|cuido)|aposentad[oa]|non sono (?:la persona|io|il responsabile|la responsabile)|persona sbagliata|non lavoro piu|ho lasciato (?:l'azienda|la)|non (?:me ne occupo|mi occupo)|in pensione|niet de juiste persoon|verkeerde (?:persoon|afdeling|adres)|werk (?:\w+ ){0,4}niet meer|niet meer werkzaam|(?:ga|gaan) (?:ik |wij )?(?:hier|daar) niet over|met pensioen)/,
  ],
]
