/**
 * Ways to say "stop" in seven languages, over folded text: lower case, no accents, one space between words, no punctuation but sentence
 * ends. Missing one is worse than taking one too many: who is suppressed by mistake is one mail less, who is missed is a complaint.
 */
export const stops: readonly RegExp[] = [
  // English: one word or a command
  /^(?:please |pls |just )?(?:stop|unsub|remove|end|quit|cancel|optout|off)(?: (?:please|pls|now|me|us|this|it|all|asap|thanks|thank you))*[ .!]*$/,
  /\bstop (?:it|this|now|please|all|sending|emailing|e mailing|mailing|contacting|messaging|writing|spamming|bothering|pestering|harassing|hounding|reaching out|following up|with (?:the|these|your)|these|those|your (?:e ?mails?|mails?|messages|spam|outreach|campaign|follow ?ups?)|the (?:e ?mails?|mails?|spam|messages|sequence|drip|outreach|follow ?ups?))\b/,
  /\b(?:please|pls|just|now) stop\b(?! (?:by|at|in|over)\b)/,
  /\bstop$/,
  /\bun ?subs?c?r?ib(?:e|ed|ing)?\b(?! (?:rate|link))/,
  /\bunsub(?:s|bed|bing)?\b|\bunsubcribe\b|\bunsubscription\b|\bunsuscribe\b/,
  /\b(?:remove|take|delete|drop|cut|scrub|strike|scratch|pull|erase|purge|wipe|exclude) (?:me|us|my|our|this (?:address|e ?mail|contact)|\w+ \w+) (?:\w+ ){0,3}?(?:off|from|out of)\b(?! (?:mute|the (?:meeting|invite|call|thread)))/,
  /\b(?:remove|delete|erase|unlist) (?:me|us|my (?:e ?mail|name|address|contact|data|info|details|number))\b(?! off mute)/,
  /\btake (?:me|us|my \w+|our \w+|this address) off\b(?! mute)/,
  /\b(?:off|from) (?:of )?(?:your|this|the|that|any|all|these) (?:\w+ ){0,2}(?:mailing |e ?mail |distribution |contact |call )?(?:list|lists|mailings?|database|db|crm|sequence|drip|cadence|distribution)\b/,
  /\bget (?:me|us|my \w+) (?:off|out)\b/,
  /\b(?:delete|erase|remove|destroy|forget) (?:my|our|all|any|the) (?:\w+ ){0,3}(?:data|details|information|info|address|e ?mail|record|records|contact)\b/,
  /\bright to (?:be forgotten|erasure|object)\b/,
  /\bobject to (?:\w+ ){0,4}(?:processing|use|marketing|e ?mails?|contact\w*)\b/,
  /\b(?:withdraw|revoke|no|never gave|did not give|didn t give) (?:\w+ )?(?:my |our )?consent\b/,
  /\b(?:be|make (?:it|this)|is|was) (?:\w+ )?(?:the |your )last (?:e ?mail|mail|message|one|time you)\b/,
  /(?:^|\b(?:please|pls|and|so|but|just|kindly|again|will you|you) )(?:do not|don t|dont|never) (?:ever |again |please |you |to )?(?:e ?mail|mail|contact|write(?: to)?|message|spam|bother|approach|solicit|text|follow up|reach out|send|get in touch)\b(?! (?:\w+ ){0,3}(?:until|till|before|after|on|in the|the (?:contract|invite|deck)|me an? (?:invite|contract|calendar)))/,
  /\b(?:do not|don t|dont|no longer|not|rather not|prefer not to|never|didn t|did not) (?:\w+ )?(?:want|wish|like|care|need|asked?|agree|consent|sign|interested in) (?:to )?(?:be )?(?:any(?: more)?|more|further|your|these|this|get|getting|receive|receiving|hear|hearing|contacted|emailed|e mailed|messaged|on|for)? ?(?:\w+ ){0,3}(?:e ?mails?|mails?|messages?|from you|contacted|emailed|spam|solicitations?|newsletters?|marketing|list|communications?|outreach|correspondence)\b/,
  /\b(?:rather|prefer|prefer to) (?:not |you (?:didn t|did not|stop\w*) )(?:\w+ ){0,3}(?:hear|receive|get|be contacted|be emailed|e ?mail|contact|write|these)\b/,
  /\b(?:want|wish|ask|asking|request|prefer|like|demand|appreciate it if you|you (?:to|would|will|should|must|need to)) (?:\w+ )?(?:to )?(?:be )?(?:stop(?:ped)?|removed|deleted|unsubscribed|taken off|left alone|opt(?:ed)? out|cease)\b/,
  /\b(?:don t|do not|didn t|never) (?:want|need) (?:any )?(?:more )?of (?:this|these|your)\b/,
  /\b(?:quit|cease|discontinue|halt) (?:\w+ )?(?:e ?mailing|mailing|contact\w*|writing|messag\w*|send\w*|communicat\w*|this|these|all|your|the|spam\w*|outreach|and desist|bothering)\b/,
  /\bcease and desist\b/,
  /\b(?:no|zero|enough|any) (?:more|further|of (?:this|these|the|your)|with the) ?(?:\w+ ){0,2}(?:e ?mails?|mails?|messages?|contact|spam|solicitation|follow ?ups?|outreach|communications?)\b/,
  /^no more\b|\benough (?:already|is enough)\b|\benough e ?mails?\b/,
  /\bopt(?:ed|ing)? ?(?:me |us |my \w+ )?out\b(?! rate)|\boptout\b/,
  /\blose (?:my|this|our) (?:e ?mail|address|number|contact|details)\b/,
  /\bleave (?:me|us) (?:alone|be|in peace)\b/,
  /\bdo not (?:contact|call|mail|e ?mail) (?:list|register|registry)\b|\b(?:suppression|blacklist|blocklist|do not contact|dnc) (?:list|me)\b|\b(?:black ?list|block ?list|suppress) (?:me|us|my|our|this)\b/,
  /\b(?:report|reported|reporting|mark|marked|marking|flag|flagged|flagging) (?:\w+ ){0,4}(?:as |for |to |it )?(?:spam|junk|abuse|the ico|ico|ftc|cnil|phishing|harassment)\b/,
  /\b(?:this|it|that|your \w+|you) (?:is|are|s|re|constitutes?) (?:\w+ )?(?:spam|spamming|harassment|harassing|unsolicited|junk)\b/,
  /\b(?:go away|buzz off|get lost|piss off|f\w* off|bugger off|knock it off|cut it out|give it a rest|take the hint)\b/,
  /\b(?:cancel|end|terminate) (?:my|our|this|the) (?:subscription|mailings?|e ?mails?)\b/,
  /\b(?:(?:don|didn|wouldn|won|can) t|do not|did not|not|never|stop|cease|desist|refrain|abstain) (?:\w+ ){0,2}(?:from )?(?:writ\w+|e ?mail\w*|mailing|contact\w*|messag\w+|send\w*|reach\w*|approach\w*|solicit\w*) (?:to )?(?:me|us|our (?:staff|team|people|company|employees|office)|anything|further|any ?more|again|here)\b(?! (?:the|a|an|your|some|more|info|about|with) )/,
  /\b(?:no|without|zero) (?:desire|wish|intention|need|permission|right|consent) (?:to (?:be|stay|remain|receive|get|hear|use|contact|write|e ?mail)|from me|from us)\b/,
  /\b(?:be|is|make (?:sure )?(?:it|this)(?: is)?|make sure this is) (?:\w+ )?(?:the |your )?(?:final|last) (?:\w+ )?(?:e ?mail|mail|message|one|contact|time)\b/,
  /\b(?:want|wanna|like|need|get) (?:me |us |to be |to get )?(?:off|out|gone|removed)\b(?! (?:the ground|of the (?:weeds|way|box)|from))|\bmake (?:it|this|them|these) (?:end|stop)\b/,
  /\b(?:take|get|keep|leave) (?:me|us) (?:of|off|out of|from) (?:your|this|the|these|any) (?:\w+ )?(?:lists?|mailings?|e ?mails?|database|campaigns?)\b/,
  /\b(?:remove|forget|delete|erase|destroy|discard|lose) (?:this (?:address|contact|number|mailbox)|my address)\b/,
  /\b(?:end of|stop to|no further|no more|no) (?:\w+ )?(?:outreach|correspondence|solicitation|communication|follow ups?)\b(?! (?:tool|rate|from))|\b(?:leav\w+|keep\w*) (?:me|us|my \w+|our \w+) out of (?:this|it|these|your)\b/,
  // German
  /\b(?:losch|loesch|entfern|vernicht)\w* (?:\w+ ){0,4}(?:daten|adresse|kontakt\w*|e ?mail adresse|mailadresse)\b/,
  /\b(?:kein|keinerlei) (?:interesse|bedarf) (?:\w+ )?an (?:weiteren|ihren|solchen|diesen|derartigen)(?: \w+)? ?(?:mails?|e ?mails?|nachrichten|newslettern?|zusendungen|kontakt\w*|anfragen)\b/,
  /\b(?:nichts|nie|niemals|nie wieder|nie mehr|nicht langer) (?:mehr |weiter |wieder )?(?:\w+ ){0,3}(?:horen|hoeren|lesen|bekommen|erhalten|empfangen|schicken|senden|zuschicken)\b|\b(?:will|mochte|moechte|wunsche\w*|wollen|mochten) (?:\w+ ){0,4}(?:nichts|keine\w*|nicht) (?:mehr )?(?:\w+ ){0,3}(?:horen|lesen|bekommen|erhalten|mails?|nachrichten|kontakt\w*|post|angeschrieben|kontaktiert)\b/,
  /\b(?:bitte )?(?:wieder )?(?:abmelden|austragen|abbestellen|abzumelden|auszutragen|abgemeldet werden)\b(?! wir)/,
  /\b(?:melde[nt]?|trage[nt]?|trag|streiche[nt]?|streich|nehme[nt]?|nehmt|nimm|entferne[nt]?|entfern|losche[nt]?|losch|loesche[nt]?) (?:sie )?(?:bitte )?(?:mich|uns|meine\w*|unsere\w*|diese\w*|die|alle) (?:\w+ ){0,6}(?:ab|aus|heraus|raus|daten\w*|adresse|mailadresse|e ?mail|verteiler|liste|kontakt\w*|datenbank|system|nummer)\b/,
  /\b(?:aus|von) (?:dem|ihrem|eurem|der|ihrer|eurer|diesem|dieser|allen) (?:\w+ )?(?:verteiler|verteilern|liste|listen|newsletter|datenbank|mailingliste|verteilerliste|kontaktliste)\b/,
  /\bkeine\w* (?:\w+ )?(?:e ?mails?|mails?|nachrichten|werbung|newsletter|werbemails?|anfragen|post|zuschriften|kontaktaufnahme|angebote)\b(?! (?:erhalten|bekommen|gesehen|gefunden))/,
  /\bkeine\w* (?:weitere\w* )?(?:e ?mails?|mails?|nachrichten|werbung) (?:mehr )?(?:erhalten|bekommen)\b/,
  /\b(?:widerspr[ei]\w*|widerruf\w*)\b.*\b(?:nutzung|verarbeitung|daten\w*|werb\w*|einwilligung|kontakt\w*|zusendung)\b|\b(?:nutzung|verarbeitung|daten|werb\w*|einwilligung)\b.*\bwider(?:spr|ruf)\w*/,
  /\b(?:hor|hort|horen|hoer|hoeren|hoert) (?:sie |ihr )?(?:\w+ ){0,3}?(?:endlich |bitte )?auf\b(?! (?:mich|uns|meinen))/,
  /\b(?:losch|loesch|entfern)\w* (?:sie )?(?:bitte )?(?:mich|uns|meine|alle|unsere|saemtliche|samtliche)\b|\b(?:meine|alle|unsere) (?:\w+ )?(?:daten|adresse|kontaktdaten|e ?mail adresse) (?:\w+ ){0,3}(?:zu )?(?:loschen|loeschen|entfernen|geloscht)\b/,
  /\bnicht (?:mehr|weiter|noch ?mal|wieder|erneut|langer) (?:\w+ ){0,2}(?:an|zu)?(?:schreiben|kontaktieren|anschreiben|kontaktiert|angeschrieben|belastig\w+|behelligen|zusenden|senden|schicken|mailen|anmailen|stor\w+|werden)\b|\b(?:schreib\w*|kontaktier\w*|mail\w*|belastig\w*|sende\w*|schick\w*) (?:sie )?(?:mich|mir|uns)? ?(?:bitte )?(?:\w+ ){0,2}(?:nicht mehr|nie wieder|nicht weiter|keine)\b/,
  /\b(?:lassen sie|lasst|lass) (?:mich|uns) (?:bitte )?(?:endlich )?in ruhe\b|\bsparen sie sich\b|\bunterlassen sie\b|\bverschonen sie\b|\bsehen sie (?:bitte )?(?:kunftig |in zukunft )?(?:von|davon) (?:\w+ ){0,5}ab\b|\b(?:kein|keinen) (?:weiteren )?kontakt(?: mehr)?\b|\b(?:das|dies|ihre \w+) ist (?:\w+ )?(?:spam|belastigung)\b|\bstellen sie (?:\w+ ){0,6}ein$|\bunerwunscht\w*\b/,
  // French
  /\bdesin(?:scri|scrivez|scrire|scription)\w*/,
  /\bdesabonn\w*|\bdesinscri\w*/,
  /\b(?:supprim|retir|enlev|effac|ray|radi|sort|otez|oter|exclu|elimin)\w* (?:\w+ )?(?:moi|mon|mes|nos|notre|nous|ma|toutes? (?:mes|nos))\b|\b(?:me|nous) (?:supprimer|retirer|enlever|effacer|rayer|radier|sortir|oter|desinscrire)\b|\b(?:suppression|effacement|retrait|radiation) (?:de (?:mes|nos|mon|notre|ma|toutes)|complete|immediate)/,
  /\b(?:de|hors de|sur) (?:votre|vos|cette|la|toutes vos) (?:listes?|mailing|fichiers?|base)\b.*\b(?:svp|merci|plus|retir|enlev|supprim)|\b(?:retir|enlev|supprim|ray|sort)\w*\b.*\b(?:listes?|mailing|fichiers?|base)\b/,
  /(?<!\b(?:s|on|il|elle|ca|avons|ai|ont|a|avez|etre|avoir) )\b(?:arrete[zr]?|cesse[zr]?|stoppe[zr]?) (?:\w+ ){0,3}(?:de|d|vos|ces|les|tout|toute|immediatement|maintenant)\b(?! l activite)|^(?:arretez|stop|cessez|ca suffit)\b/,
  /\b(?:m|nous nous) oppos(?:e|ons)\b|\brefus\w* (?:de |d |tout\w* )?(?:recevoir|etre contact\w*|\w+ contact|vos|ces)\b|\bdroit d opposition\b|\bdroit a l oubli\b/,
  /\bne (?:veux|souhaite|desire|voulons|souhaitons|desirons|voudrais) (?:\w+ )?(?:plus|pas)(?: (?:\w+ ){0,2}(?:recevoir|etre|avoir|vos|de|d|entendre))/,
  /\bne (?:m|me|nous|plus) ?(?:ecri|contact|envo|recontact|sollicit|derang|relanc|importun|harcel)\w*(?: \w+)? ?(?:plus|pas)?\b|\bne plus (?:me|m|nous|recevoir|etre)\b|\bplus (?:de|aucun|jamais de) (?:\w+ )?(?:mails?|e ?mails?|courriels?|messages?|sollicitations?|pub|publicite|spam|courriers?)\b|\bplus jamais\b/,
  /\b(?:laissez|laisse|fichez|foutez) (?:moi|nous)(?: \w+)? (?:tranquilles?|paix|en paix|la paix)\b|\b(?:c est|ceci est|du) (?:du )?(?:spam|harcelement|demarchage)\b/,
  // Spanish
  /\b(?:dar(?:me|nos)?|den(?:me|nos)|de(?:me|nos)|da(?:me|nos)|darse|dar|dese|dese) (?:\w+ )?de baja\b|\bbaja (?:de (?:la|su|esta|sus)|por favor|inmediata|definitiva)\b|^baja[ .!]*$|\b(?:quiero|solicito|pido|tramit\w+|la|mi) (?:\w+ )?(?:mi |la )?baja\b(?! de)/,
  /\bno (?:me|nos) (?:\w+ )?(?:escrib|contact|envi|mand|molest|vuelv|llam|spam|busqu)\w*|\bno (?:vuelva|vuelvan|vuelvas|sigan|siga|sigas) (?:a )?(?:\w+ )?(?:escrib|contact|envi|mand|molest|insist)\w*|\bno (?:escrib|envi|mand|contact)\w+ mas\b/,
  /\b(?:elimin|borr|suprim|quit|retir|sac)\w* (?:por favor )?(?:todos? )?(?:mis|nuestros|mi|nuestro|nuestra|este) (?:\w+ )?(?:datos|correo|direccion|e ?mail|contacto|informacion|cuenta|nombre)/,
  /\b(?:saqu?en?|saque|quit\w+|quiten|elimin\w+|borr\w+|retir\w+|remuev\w+|exclu\w+|sac\w+)(?:me|nos)\b|\b(?:sacar|quitar|eliminar|borrar|retirar)(?:me|nos)\b/,
  /\bde(?:sus|su|s sus)scri\w*|\bdesubscri\w*|\bcancel\w+ (?:mi|la|nuestra) suscripcion\b/,
  /\bno (?:autoriz\w+|doy (?:mi )?(?:permiso|consentimiento)|consient\w+)(?: \w+){0,3} (?:datos|correo|direccion|contact\w*|recibir)\b|\b(?:dejen?|deje|dejar|paren?|pare|basta|cesen) (?:ya )?de (?:\w+ )?(?:escrib|envi|contact|mand|molest|insist|correos|mensajes|spam)\w*|\bno (?:quiero|queremos) (?:saber|oir) (?:nada )?(?:mas|nada)\b|\bbasta ya\b|\bno (?:quiero|deseo|queremos|deseamos|autorizo|quisiera) (?:\w+ )?(?:recib|mas|ser contactad|que me|correos|seguir|sus)\w*|\bno (?:mas|mando) (?:\w+ )?(?:correos?|e ?mails?|mensajes|spam|publicidad)\b|\bme opongo\b|\bderecho (?:de|a la?) (?:oposicion|supresion|olvido|cancelacion)\b|\bdejen?me en paz\b|\b(?:esto|esta?) es (?:spam|acoso)\b/,
  // Portuguese
  /\b(?:remov|retir|exclu|apag|delet|elimin|tir)\w* (?:me|o|a|meu|meus|minha|os|nosso|nossos|todos os)\b.*\b(?:lista|listas|dados|e ?mail|endereco|cadastro|base|contato|contacto|mailing|nome|sistema)\b|\b(?:remov|retir|tir|exclu|apag)(?:a|am|e|em|er|ir)? me\b|\bme (?:remov|retir|tir|exclu|apag|descadastr|desinscrev)\w*/,
  /\bpar(?:e|em|ar|a)? (?:ja )?(?:de|com) (?:me )?(?:\w+ )?(?:enviar|mandar|escrever|contatar|contactar|esses?|estes?|encher|incomodar|os|e ?mails?|spam|perturbar|insistir)\w*|^(?:parem?|sair|remover|chega)[ .!]*$/,
  /\bdescadastr\w*|\bdesinscre\w*|\bcancelar? (?:a |minha |a minha )?(?:inscricao|subscricao|assinatura)\b|\bsair (?:da|desta|dessa|de sua|da sua) (?:\w+ )?lista\b|\banul\w+ (?:a )?(?:minha )?subscricao\b/,
  /\b(?:exclusao|eliminacao|remocao|apagamento) (?:dos?|de|das?|imediata)\b.*\b(?:dados|e ?mail|contato|contacto|cadastro|lista|nome)\b/,
  /\bnao (?:quero|desejo|queremos|desejamos|gostaria de|pretendo|autorizo|aceito) (?:mais )?(?:\w+ )?(?:receber|ser contat\w*|ser contact\w*|mais|os|seus|estes|esses|contato)\b|\bnao (?:me|nos) (?:\w+ )?(?:envi|mand|escrev|contat|contact|procur|incomod|perturb|lig)\w*|\bnao (?:envi|mand|escrev)\w+ (?:\w+ ){0,2}mais\b|\bnao (?:volt|torn)\w* a (?:\w+ )?(?:contact|contat|escrev|envi|mand|incomod|ligar)\w*|\bnao (?:autoriz\w+|consint\w*)(?: \w+){0,3} (?:dados|e ?mail|contat\w*|contact\w*)\b|\b(?:sem|chega de|nao) mais (?:\w+ )?(?:e ?mails?|mensagens|contat\w+|spam)\b|\b(?:nao|sem) (?:\w+ ){0,2}(?:interesse|vontade) em receber\b|\bchega de\b|\b(?:deixe|deixem|me deixe|me deixem) (?:me |nos )?em paz\b|\boponho me\b|\bme oponho\b|\b(?:isso|isto) e (?:spam|assedio)\b|\bdeixem? de (?:me )?(?:enviar|mandar|escrever|contactar|contatar)\b/,
  // Italian
  /\bcancell(?:atemi|ami|ateci|aci|i mi|are il mio|ate il mio|a il mio|are i miei|ate i miei|i i miei|armi|arci|arsi|ate (?:la mia|i nostri|subito)|are (?:la mia|i nostri))\b|\b(?:mi|ci) (?:cancelli|cancelliate|rimuova|rimuovete|tolga|togliete|disiscriva|elimini|eliminate|cancellate)\b/,
  /\b(?:cancellazione|rimozione|eliminazione|disiscrizione) (?:dei|di|dalla|del|dal|immediata|dalle)\b(?! (?:riunione|appuntamento|ordine))/,
  /\bnon (?:\w+ )?(?:scriv|contatt|mand|invi|disturb|cerc|importun)(?:e|a|ia|i)?(?:te|er|ar|r)?(?:mi|ci)\b|\bnon (?:mi|ci) (?:\w+ )?(?:scriv|contatt|mand|invi|disturb|import)\w*|\bnon (?:voglio|desidero|vogliamo|desideriamo|intendo|vorrei) (?:\w+ )?(?:piu |ricevere|essere contattat\w+|ulteriori|le vostre)|\bnon voglio\w* (?:\w+ )?(?:piu|ricevere)\b|\b(?:essere|venire|volere essere) (?:\w+ )?(?:rimoss|cancellat|tolt|eliminat|disiscritt|esclus)[oaie]\b(?! (?:la|il) riunione)|\bnon (?:\w+ )?(?:inviate|inviare|mandate|mandare|scrivete|scrivere|ricevere) (?:\w+ )?(?:piu|altre|altri|altro|niente|ulteriori)\b|\bsmett(?:ila|etela|a)\b|\bnon (?:autorizz\w+|acconsent\w+)\b/,
  /\bdisiscri\w*|\bdisiscr\w*|\bannull\w+ (?:l |la )?(?:iscrizione|mia iscrizione)\b/,
  /\b(?:rimuov|togli|elimin|escludete|depenna)\w*(?:mi|temi|ci|teci)\b|\b(?:rimuov|togli|elimin|cancell)\w* (?:\w+ )?(?:il mio|la mia|i miei|il nostro|i nostri|questo)\b|\bdalla (?:vostra|sua|tua) (?:\w+ )?(?:lista|mailing|newsletter)\b|\bdalle vostre liste\b/,
  /\b(?:smett|piant|finit|basta)\w* (?:\w+ )?(?:di|con|mail|e ?mail|email|messaggi|spam|la)\b|\bbasta[ .!]*$|\bmi oppongo\b|\blasci(?:atemi|ami|ateci) in pace\b|\bniente piu (?:e ?mail|messaggi|mail)\b|\b(?:questo|e) (?:spam|stalking)\b/,
  // Dutch
  /\b(?:uitschrijven|uitschrijving|uit te schrijven|uitgeschreven)\b/,
  /\b(?:schrijf|meld|schrijft|meldt) (?:u )?(?:mij|me|ons) (?:\w+ ){0,3}(?:uit|af)\b/,
  /\b(?:haal|verwijder|wis|gooi|schrap|verwijdert|halen|verwijderen) (?:u )?(?:alstublieft |aub |a u b |graag )?(?:mij|me|ons|mijn|onze|al mijn|dit)\b|\b(?:mijn|onze|al mijn) (?:gegevens|e ?mail\w*|adres|mailadres) (?:\w+ ){0,4}(?:verwijder\w*|wissen|te wissen|schrappen)\b/,
  /\b(?:geen|nooit meer|niet meer) (?:\w+ )?(?:e ?mails?|mails?|mailtjes|berichten|reclame|spam|nieuwsbrieven|contact|post)(?: meer)?\b(?! (?:\w+ ){0,3}(?:gekregen|gehad|gezien|gevonden))(?! ontvangen$)|\bgeen (?:\w+ )?(?:e ?mails?|mails?|berichten|reclame) (?:meer )?(?:ontvangen|krijgen)\b/,
  /\bafmelden\b|\bafgemeld\b|\baf te melden\b/,
  /\b(?:stop|hou|houd|kap|stopt) (?:\w+ ){0,3}(?:met|op)\b|\b(?:mail|schrijf|contacteer|benader|stuur|bel|benadert)\w* (?:mij|me|ons) (?:\w+ ){0,2}(?:niet meer|nooit meer|geen|niet)\b|\b(?:wil|wens|willen|wensen) (?:\w+ ){0,3}(?:niet (?:meer|langer)|geen) (?:\w+ ){0,4}(?:ontvangen|krijgen|benaderd|gemaild|gecontacteerd|hebben|worden|e ?mails?|mails?|berichten)\b|\bniet (?:meer|langer) (?:\w+ ){0,2}(?:mailen|benaderen|benaderd|schrijven|contacteren|lastig|worden|sturen)\b|\blaat (?:mij|me|ons) met rust\b|\bvan (?:de|uw|jullie|deze) (?:\w+ )?(?:lijst|mailinglijst|verzendlijst|maillijst)\b|\b(?:maak|teken) (?:hierbij |ik )?bezwaar\b|\bdit is (?:spam|ongewenst\w*)\b/,
]

/** What holds such words and asks for nothing; it is taken out before the rest is read. */
export const harmless: readonly RegExp[] = [
  /\b(?:footer )?to unsubscribe from .* click here\b/,
  // How a tool deals with people who leave a list is asked by somebody who wants it.
  /\b(?:how|wie|comment|como|come|hoe)\b (?!.*\b(?:i|me|my|mich|mir|mein\w*|me|mes|mon|ma|mi|mis|meus?|minha|mio|mia|miei|mij|mijn)\b)(?:\w+ ){0,5}?(?:handles?|deals? with|manages?|treats?|gerez|gere|gerent|gestiona\w*|lidam?|tratam?|gestit\w*|gestis\w*|(?:gehen?|geht) (?:\w+ ){0,6}um|(?:gaan|gaat) (?:\w+ ){0,6}om)\b.*/,
  /\b(?:trying|want|need|like|hope|looking|how) to stop (?:e ?mailing|sending|writing to|contacting|chasing|wasting|losing|doing|paying|using|relying)\b (?!me\b|us\b)(?:\w+ ){0,3}/,
  // What firms put below their mail means the mail itself.
  /\b(?:if you are not the (?:intended |named )?(?:recipient|addressee)|(?:wenn|falls|sollten) sie nicht der (?:\w+ )?(?:empfanger|adressat)|si vous n (?:etes|en etes) pas l[ae]? ?(?:destinataire)|si (?:no es|usted no es) (?:el|la|su) destinatari[oa]|se (?:nao for|voce nao e) o destinatario|se non (?:e|siete) (?:il|i) destinatari[oi]?|(?:indien|als) u niet de (?:\w+ )?(?:geadresseerde|ontvanger) bent)\b.*/,
  /\bto unsubscribe(?: from (?:this|these|our|all) (?:\w+ ){0,3})?(?:click|visit|follow|use|go|press|please click)\b.*/,
  /\bif you (?:no longer|don t|do not) (?:want|wish) to (?:receive|hear)\b.*\b(?:click|reply|unsubscribe)\b.*/,
  /\b(?:i|we|they|she|he) (?:just |recently |already )?(?:unsubscribed|opted out|unsub ?bed) (?:from|of) (?!you\b|this|these|your (?:\w+ )?(?:list|e ?mails?|mails?|newsletters?)|the list|all)(?:\w+ ){0,4}\b/,
  /\b(?:your|the|our|my) (?:unsubscribe|opt ?out|unsubscription) (?:rates?|links?|pages?|numbers?|process|flow|handling|footer|button)\b/,
  /\bopt ?out rates?\b|\bunsubscribe rates?\b/,
  /\b(?:losing|stop losing) \w+/,
  /\bone stop\b|\bnon stop\b|\bfull stop\b|\bstop (?:gap|by)\b|\bbus stop\b/,
  /\b(?:no|never) (?:spam|harassment) (?:complaints?|filter)\b|\bspam (?:folder|filter|box)\b/,
  // "Please do not share this" stops nothing.
  /\b(?:take|get) (?:me|us|this) (?:off|out of) (?:mute|the (?:thread|invite|meeting))\b/,
  /\bremove (?:the|a|that|this) (?:\w+ ){0,2}(?:step|meeting|slide|barrier|blocker|attachment|line|friction)\b/,
  /\b(?:hesitate|forget) to (?:contact|write|e ?mail|call|reach out)\b/,
]

/** Asking for the opposite, or saying that they don't ask: a person reads it. */
export const negatedStops: readonly RegExp[] = [
  // "Stop me if I'm wrong" asks for nothing.
  /\bstop (?:me|us) (?:if|when)\b|\bstoppen sie (?:mich|uns) wenn\b|\barrete[zr]? moi si\b|\b(?:parame|pareme|parenme) si\b|\bme pare se\b|\bmi (?:fermi|fermate) se\b|\bstop (?:me|mij) als\b/,
  /\b(?:do not|don t|dont|no need to|never|not going to|won t|will not|wouldn t|not asking (?:you )?to|not (?:want(?:ing)? )?to|no reason to|without|instead of|rather than|(?:don t|do not) (?:want|need|wish|have|plan|intend|mean) (?:you |me |us )?to|haven t|didn t|did not|not (?:yet|saying|saying to)) (?:please |ever |yet |actually |just )?(?:be )?(?:stop(?:ped|ping)?|unsubscrib\w*|unsub\w*|remov\w*|delet\w*|tak\w* (?:me|us) off|opt\w* (?:me |us )?out|quit|cease|cancel)\b(?: (?:sending|emailing|e mailing|writing|contacting|messaging|me|us|these|your|the|my))*(?: (?:e ?mails?|mails?|messages|from|list|off|the list|your list|updates))*/,
  /\bkeep (?:sending|emailing|writing|them coming|me (?:on|posted))\b/,
  /\bnicht (?:abmelden|abbestellen|austragen|loschen|aufhoren|entfernen|streichen)\b|\bhor\w* (?:sie )?(?:bitte )?nicht auf\b|\b(?:melde\w*|losch\w*|entfern\w*|trage\w*|streich\w*) (?:sie )?(?:mich|uns) (?:bitte )?(?:noch )?nicht (?:\w+ )?(?:ab|aus|raus)?\b/,
  /\bne (?:me|nous|m) (?:desinscri|desabonn|supprim|retir|enlev)\w* (?:surtout )?pas\b|\bn arrete\w* pas\b(?: de (?:m |me |nous )?\w+)?|\bne cesse\w* pas\b(?: de (?:m |me |nous )?\w+)?|\bne pas (?:me |nous )?(?:desinscrire|desabonner|supprimer|retirer)\b/,
  /\bno (?:me |nos )?(?:den|de|des|dar\w*|quiero dar\w*) de baja\b|\bno (?:me|nos) (?:elimin|borr|quit|saqu)\w*(?: de \w+)?|\bno (?:dejen?|paren?) de (?:\w+)\b|\bno quiero (?:darme|desuscribirme|que me (?:den|eliminen))(?: de baja)?/,
  /\bnao (?:me )?(?:remov|descadastr|retir|exclu|tir)\w*(?: da lista)?|\bnao par\w+ de \w+(?: \w+)?|\bnao quero (?:sair|me descadastrar|cancelar)(?: da lista)?/,
  /\bnon (?:cancellatemi|cancellarmi|cancellate|rimuovetemi|toglietemi|disiscrivetemi|disiscrivermi)\b(?: dalla \w+)?|\bnon (?:smett\w+) di \w+(?: \w+)?|\bnon (?:voglio|vorrei) (?:disiscrivermi|cancellarmi|essere cancellat\w+)/,
  /\bniet (?:uitschrijven|afmelden|verwijderen|stoppen)\b|\b(?:schrijf|meld|haal|verwijder) (?:mij|me|ons) (?:nog |alsjeblieft )?niet (?:\w+ ){0,3}(?:uit|af|van de lijst)?\b|\bhoef(?:t|je|ik)? (?:\w+ ){0,2}niet (?:\w+ ){0,2}(?:uit te schrijven|af te melden|te stoppen|verwijderd)\b/,
]

/** Words that may mean it: a person reads it, and sending waits meanwhile. */
export const doubts: readonly RegExp[] = [
  /\b(?:remove|erase|forget) it\b(?! from)|\bno insist\w*\b|\b(?:pare|parem) com (?:isso|isto)\b/,
  // Whoever speaks of our list, our mails or their inbox with a no in the sentence.
  /\b(?:n t|not|no|never|nothing|enough|sick|tired|fed up|why)\b.*\b(?:your|this|these|such|the) (?:\w+ )?(?:mailing list|list|mailings?|newsletters?|spam|campaign|sequence|automation)\b|\b(?:out of|not|clog\w*|fill\w*|flood\w*) (?:\w+ )?(?:my|our) (?:inbox|mailbox)\b|\b(?:enough|sick|tired|fed up) (?:of|with|already)\b|\b(?:no|without|don t have|do not have) (?:\w+ )?(?:permission|consent)\b/,
  /\b(?:nicht|kein\w*|nie|nichts|genug|schluss)\b.*\b(?:verteiler|newsletter|mailings?|ihre mails|ihre e mails|ihren mails|kontaktaufnahme|werbung|einwilligung)\b|\b(?:einwilligung|verteiler)\b/,
  /\b(?:pas|plus|jamais|aucun\w*|marre|assez)\b.*\b(?:vos (?:mails|messages|courriels|e mails|sollicitations|relances)|liste de diffusion|mes (?:donnees|coordonnees)|consentement|demarchage)\b/,
  /\b(?:no|nunca|ningun\w*|harto|basta)\b.*\b(?:sus (?:correos|mensajes|emails|e mails)|su lista|mis datos|consentimiento|autoriz\w+|permiso)\b/,
  /\b(?:nao|nunca|nenhum\w*|farto|chega)\b.*\b(?:seus (?:e mails|emails|mensagens)|suas mensagens|sua lista|meus dados|consentimento|autoriz\w+|permissao)\b/,
  /\b(?:non|mai|nessun\w*|stufo|stanco|basta)\b.*\b(?:vostre (?:mail|email|e mail|comunicazioni)|vostra lista|miei dati|consenso|autorizz\w+|mailing list)\b/,
  /\b(?:niet|geen|nooit|genoeg|klaar|zat)\b.*\b(?:uw (?:mails|e mails|berichten)|jullie (?:mails|e mails|berichten)|mailinglijst|mijn gegevens|toestemming|reclame)\b/,
  /\bspam\w*\b|\bunsolicited\b|\bharass\w*\b|\bpester\w*\b|\bannoy\w*\b|\bnuisance\b|\bmailing list\b|\bcold e ?mail\w*\b|\bblock(?:ed|ing)? (?:you|your|this sender|the sender)\b/,
  /\b(?:gdpr|dsgvo|rgpd|lgpd|ccpa|can spam|avg wet)\b|\bdata protection\b|\bdatenschutz\w*\b|\blegal action\b|\b(?:my|our) (?:lawyer|solicitor|attorney)\b|\breport (?:you|this)\b/,
  /\b(?:how|where) did you (?:get|find) (?:my|our|this)\b|\bwoher haben sie\b|\bd ou (?:tenez|avez)\b|\bde donde (?:saco|sacaron|tienen)\b|\bonde (?:conseguiu|obteve|arranjou)\b|\bdove (?:avete|ha) (?:preso|trovato)\b|\bhoe komt u aan\b/,
  /\btoo many (?:e ?mails?|messages|follow ?ups?)\b|\bthird (?:e ?mail|time)\b.*\b(?:stop|enough)\b|\bi (?:never|did not|didn t) (?:signed?|subscribed?|asked?|request\w*)\b/,
  /\b(?:don t|do not|dont|never) (?:\w+ )?(?:call|phone|ring|e ?mail|mail|contact|write|message|text|bother)\b/,
  /\b(?:unsub\w*|opt ?out|opted out|abmeld\w*|desinscri\w*|desabonn\w*|desuscri\w*|descadastr\w*|disiscri\w*|uitschrij\w*|afmeld\w*)\b/,
  /^(?!via (?:[a-z]+ ){1,4}\d)(?:stop|basta|halt|genug|assez|chega|genoeg|pare|alto|weg|raus|fuera|fora|via)\b/,
]
