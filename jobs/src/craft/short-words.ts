/**
 * Words of two and three letters that stand in names of companies. Whatever else is that short in a shouted name is taken for initials and stays
 * as it is given: "ICF", "JSA", "BMI".
 */
export const SHORT_WORDS: ReadonlySet<string> = new Set(
  (
    'inc ltd jr sr svc grp an as be do go he if is me my no oh on or ox so to up we st le la de du el al da di lo co jo ' +
    'act add ads age aid aim air all ann any apt arc are ark arm art ash ask bag bar bay bed bee ben bet big bio bit bob bow box boy bud bug bus but buy ' +
    'can cap car cat cog cow cue cup cut dan day den des del der dig dog dot dry due ear eat eco egg elm end era eve eye fab fan far fat fax few fig fin fir ' +
    'fit fix fly for fox fun fur gap gas gem geo get gin got gum guy gym hat hay hen her him hip his hit hop hot how hub hut ice ink inn ivy jam jar jay jet ' +
    'jim job joe joy jug ken key kid kin kit lab las law lay lea led lee leg les let lex lid lip log los lot low lux mac mad man map mat max may med men met ' +
    'mid mix mum nap net new nil nod non nor not now nut oak oar off oil old one opt orb our out owl own pad pan par pay pea peg pen pet pie pig pin pit ply ' +
    'pod pop pot pro pub put ram raw ray red rex rib rig rim rob rod roy run rye sam saw say sea sec see set she six ski sky son spa sue sum sun tag tap tax ' +
    'tea ted ten the tie tim tin tip toe tom ton too top toy try tub tug two use van vet via vie vin von war was wax way web wed wet who why wig win wit won ' +
    'yes yet yew you zen zip zoo'
  ).split(' '),
)
