import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { writtenPart } from '@swarm/jobs/replies/written-part'
import { expect, test } from 'vitest'
import { writtenAt as at } from './dev-replies.ts'

const ours = "Hi Ana,\nDo you lose hours on reports?\nIf you'd rather not hear from me, reply STOP to unsubscribe.\nDani"
const quoted = ours.replace(/^/gm, '> ')

/** Where mail programs put our mail, in seven languages. */
const quotes = [
  `On Tue, Nov 3, 2026 at 9:14 AM Dani Reyes <dani@sender.example> wrote:\n${quoted}`,
  `On Tue, Nov 3, 2026 at 9:14 AM Dani Reyes\n<dani@sender.example> wrote:\n\n${quoted}`,
  `Am 03.11.2026 um 09:14 schrieb Dani Reyes <dani@sender.example>:\n${quoted}`,
  `Am Di., 3. Nov. 2026 um 09:14 Uhr schrieb Dani Reyes <dani@sender.example>:\n${quoted}`,
  `Le mar. 3 nov. 2026 à 09:14, Dani Reyes <dani@sender.example> a écrit :\n${quoted}`,
  `El mar, 3 nov 2026 a las 9:14, Dani Reyes (<dani@sender.example>) escribió:\n${quoted}`,
  `Em ter., 3 de nov. de 2026 às 09:14, Dani Reyes <dani@sender.example> escreveu:\n${quoted}`,
  `Il giorno mar 3 nov 2026 alle ore 09:14 Dani Reyes <dani@sender.example> ha scritto:\n${quoted}`,
  `Op di 3 nov 2026 om 09:14 schreef Dani Reyes <dani@sender.example>:\n${quoted}`,
  `-----Original Message-----\nFrom: Dani Reyes <dani@sender.example>\nSent: Tuesday, November 3, 2026 9:14 AM\nTo: Ana Ruiz\nSubject: reports\n\n${ours}`,
  `-----Ursprüngliche Nachricht-----\nVon: Dani Reyes\nGesendet: Dienstag, 3. November 2026 09:14\nAn: Ana Ruiz\nBetreff: reports\n\n${ours}`,
  `________________________________\nFrom: Dani Reyes <dani@sender.example>\nSent: Tuesday, November 3, 2026 9:14:22 AM\nTo: Ana Ruiz <ana@x.example>\nSubject: reports\n\n${ours}`,
  `From: Dani Reyes <dani@sender.example>\nDate: Tuesday, 3 November 2026 at 09:14\nTo: Ana Ruiz <ana@x.example>\nSubject: reports\n\n${ours}`,
  `Von: Dani Reyes <dani@sender.example>\nDatum: Dienstag, 3. November 2026 um 09:14\nAn: Ana Ruiz\nBetreff: reports\n\n${ours}`,
  `De : Dani Reyes <dani@sender.example>\nEnvoyé : mardi 3 novembre 2026 09:14\nÀ : Ana Ruiz\nObjet : reports\n\n${ours}`,
  `De: Dani Reyes <dani@sender.example>\nEnviado: martes, 3 de noviembre de 2026 9:14\nPara: Ana Ruiz\nAsunto: reports\n\n${ours}`,
  `Da: Dani Reyes <dani@sender.example>\nInviato: martedì 3 novembre 2026 09:14\nA: Ana Ruiz\nOggetto: reports\n\n${ours}`,
  `Van: Dani Reyes <dani@sender.example>\nVerzonden: dinsdag 3 november 2026 09:14\nAan: Ana Ruiz\nOnderwerp: reports\n\n${ours}`,
  `---------- Forwarded message ---------\nFrom: Dani Reyes <dani@sender.example>\nDate: Tue, Nov 3, 2026\nSubject: reports\nTo: Ana Ruiz\n\n${ours}`,
  `Begin forwarded message:\n\nFrom: Dani Reyes <dani@sender.example>\nDate: 3 November 2026\nTo: Ana\n\n${ours}`,
  quoted,
]

test.each(quotes.map((quote) => [quote.split('\n')[0] ?? '', quote]))('our own mail below "%s" is not theirs', (_, quote) => {
  const text = `Sounds interesting, please tell me more.\n\nAna\n\n${quote}`
  expect(writtenPart(text)).not.toMatch(/lose hours|STOP/)
  expect(understandReply({ text, at })).toMatchObject({ class: 'INTERESTED', stop: 'no' })
  expect(understandReply({ text: `Please take me off your list.\n\n${quote}`, at })).toMatchObject({ class: 'UNSUBSCRIBE', stop: 'yes' })
})

test('an answer below our mail, or between its lines, is an answer', () => {
  const below = `On Tue, Nov 3, 2026 Dani <dani@sender.example> wrote:\n${quoted}\n\nPlease take me off your list.`
  expect(understandReply({ text: below, at }).stop).toBe('yes')
  const both = `Hi Dani,\n\nOn Tue, Nov 3, 2026 Dani <dani@sender.example> wrote:\n${quoted}\n\nPlease take me off your list.`
  expect(understandReply({ text: both, at }).stop).toBe('yes')
  const broken = `Sounds interesting, tell me more.\n\nOn Tue, Nov 3, 2026 Dani <dani@sender.example> wrote:\n> Reply STOP to\nunsubscribe.\n> Dani`
  expect(understandReply({ text: broken, at })).toMatchObject({ class: 'INTERESTED', stop: 'no' })
  const between = `> Do you lose hours on reports?\nNo, and please stop emailing me.\n> Dani`
  expect(understandReply({ text: between, at }).stop).toBe('yes')
})

test.each([
  'Ana Ruiz\nHead of Operations | Brightside\n+1 404-555-0142\nwww.brightside.example',
  '--\nAna Ruiz\nTo unsubscribe from the Brightside newsletter click here.',
  'CONFIDENTIALITY NOTICE: This message may contain privileged information. If you are not the intended recipient, please notify the sender and delete it.',
  'Diese E-Mail ist vertraulich. Wenn Sie nicht der Empfänger sind, löschen Sie sie bitte.',
  "Ce message est confidentiel. Si vous n'êtes pas le destinataire, merci de le supprimer.",
  'Este mensaje es confidencial. Si no es el destinatario, elimínelo.',
  'Sent from my iPhone',
  'Get Outlook for iOS',
  'Please consider the environment before printing this email.',
])('what stands below every mail of theirs stops nothing: %j', (below) => {
  expect(understandReply({ text: `Works for me, Thursday at 2pm. Please send an invite.\n\nBest,\nAna\n\n${below}`, at })).toMatchObject({
    class: 'MEETING_REQUEST',
    stop: 'no',
  })
})

test.each([
  ['Russian', 'Спасибо, но больше не пишите мне, пожалуйста.'],
  ['Greek', 'Παρακαλώ μην μου ξαναγράψετε.'],
  ['Japanese', '今後メールを送らないでください。'],
  ['Chinese', '请不要再给我发邮件。'],
  ['Arabic', 'من فضلك لا ترسل لي المزيد من الرسائل.'],
  ['Hebrew', 'בבקשה תסירו אותי מהרשימה.'],
  ['Korean', '더 이상 메일을 보내지 마세요.'],
  ['Polish', 'Proszę usunąć mnie z listy mailingowej.'],
  ['Swedish', 'Vänligen ta bort mig från er lista.'],
  ['Danish', 'Fjern mig fra jeres liste, tak.'],
  ['Czech', 'Prosím, odstraňte mě ze seznamu.'],
  ['Turkish', 'Lütfen bana bir daha yazmayın.'],
  ['Hungarian', 'Kérem, ne írjanak nekem többet.'],
  ['Romanian', 'Vă rog să nu îmi mai scrieți.'],
  ['Croatian', 'Molim vas da mi više ne pišete.'],
  ['Finnish', 'Poistakaa minut tältä listalta, kiitos.'],
  ['Vietnamese', 'Xin đừng gửi email cho tôi nữa.'],
  ['Indonesian', 'Tolong jangan kirim email lagi.'],
])('what nobody here can read (%s) goes to a person, and nothing is sent meanwhile', (_, text) =>
  expect(understandReply({ text, at })).toMatchObject({ stop: 'doubt', needsPerson: true }),
)

test.each([
  ['full width', 'ＵＮＳＵＢＳＣＲＩＢＥ'],
  ['spaced out', 'u n s u b s c r i b e'],
  ['zero width', 'un\u200Bsub\u200Bscribe'],
  ['soft hyphens', 'un\u00ADsub\u00ADscribe me'],
  ['right to left marks', '\u202Eunsubscribe\u202C'],
  ['bold letters', '𝐮𝐧𝐬𝐮𝐛𝐬𝐜𝐫𝐢𝐛𝐞'],
  ['combining accents', 'de\u0301sinscrivez-moi'],
  ['capitals and marks', '***STOP!!!***'],
  ['carriage returns', 'Please remove\r\nme from\r\nyour list.'],
  ['an own subject', ''],
])('an opt-out in odd characters is one: %s', (how, text) => {
  const incoming = how === 'an own subject' ? { text: 'Thanks', subject: 'Please unsubscribe me' } : { text }
  expect(understandReply({ ...incoming, at }).stop).toBe('yes')
})

const cpuMs = (run: () => void): number => {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

test.each([
  ['a word again and again', 'please remove '.repeat(75_000)],
  ['one line of a megabyte', 'a'.repeat(1_000_000)],
  ['quotes in quotes', `${'> '.repeat(50)}x\n`.repeat(9_000)],
  ['open brackets', '<('.repeat(500_000)],
  ['line ends', '\r\n'.repeat(500_000)],
  ['addresses that never end', `${'a.'.repeat(30_000)}@${'b-'.repeat(30_000)}`],
  ['almost a quote', `On ${'x '.repeat(100)}wrote\n`.repeat(4_000)],
  ['dates', '1/2/3/4.5.6.7-8-9 may '.repeat(40_000)],
  ['names', 'Please contact John Ronald Reuel '.repeat(30_000)],
  ['almost a data request', 'delete all my the any our '.repeat(38_000)],
  ['almost a company', 'all any every each our my the '.repeat(33_000)],
  ['accents', 'é\u0301\u0302'.repeat(300_000)],
  ['a megabyte of prose', 'We read your mail and talked about it at length, and nobody could say when. '.repeat(13_500)],
])('a megabyte costs less than two seconds of a processor: %s', (_, text) => {
  expect(text.length).toBeGreaterThan(100_000)
  expect(cpuMs(() => understandReply({ text, subject: text.slice(0, 5_000), from: text.slice(0, 500), at }))).toBeLessThan(2_000)
})
