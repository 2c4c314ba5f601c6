import { readDataRequest } from '@swarm/jobs/replies/data-request'
import { companyWords } from '@swarm/jobs/replies/stop-scope'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { expect, test } from 'vitest'
import { writtenAt as at } from './dev-replies.ts'

test.each([
  'Please stop mailing anyone at our company.',
  'Do not contact me or any of my staff again.',
  'Remove every address at our domain.',
  'Take our whole team off your list.',
  'Nobody at this firm wants these, remove all of us.',
  'Please add our domain to your do not contact list.',
  'Stop emailing my colleagues.',
  'Delete all data you hold on me and any colleague at this domain.',
  'Bitte schreiben Sie niemanden mehr in unserem Unternehmen an.',
  'Streichen Sie unsere Firma aus Ihrem Verteiler.',
  'Schreiben Sie auch meine Kollegen nicht mehr an.',
  'Ne contactez plus personne dans notre société.',
  'Ne sollicitez plus nos collaborateurs.',
  'No escriban a nadie más de nuestra empresa.',
  'Retiren a toda nuestra empresa de sus listas.',
  'Não contactem mais ninguém da nossa empresa.',
  'Removam todos os endereços da nossa empresa.',
  'Non scrivete più a nessuno della nostra azienda.',
  'Smettete di scrivere ai nostri dipendenti.',
  'Mail niemand meer binnen ons bedrijf.',
  'Laat al onze medewerkers met rust, mail onze collega’s niet meer.',
])('"%s" is asked for the whole company', (text) => {
  expect(companyWords(text)).not.toBeNull()
  expect(understandReply({ text, at })).toMatchObject({ stopsCompany: true, stop: expect.stringMatching(/yes|doubt/) })
})

test.each([
  'Please remove me, I left the company in June.',
  'Unsubscribe me please.',
  'Take me off your list, I no longer work at this firm.',
  'Our company policy is strict: stop emailing me.',
  'Bitte löschen Sie mich, ich habe das Unternehmen verlassen.',
  "Retirez-moi de votre liste, j'ai quitté l'entreprise.",
  'Quítenme de la lista, ya no trabajo en la empresa.',
  'Me remova da lista, saí da empresa.',
  "Toglietemi dalla lista, ho lasciato l'azienda.",
  'Haal mij van de lijst, ik werk niet meer bij het bedrijf.',
])('"%s" is asked for one person', (text) => expect(understandReply({ text, at })).toMatchObject({ stopsCompany: false, stop: 'yes' }))

test.each([
  ['Everyone on my team likes it, tell me more.'],
  ['Does anyone at your company speak German?'],
  ['All our staff would use it. What does it cost?'],
])('"%s" suppresses nobody', (text) => expect(understandReply({ text, at }).stop).not.toBe('yes'))

test.each([
  ['Please delete all personal data you hold about me.', 'ERASURE'],
  ["We're GDPR-strict, delete my data.", 'ERASURE'],
  ['I am exercising my right to be forgotten.', 'ERASURE'],
  ['Please confirm that my data has been deleted.', 'ERASURE'],
  ['What data of mine do you hold? Send me a copy, then delete it.', 'ERASURE'],
  ['What personal data do you have about me?', 'ACCESS'],
  ['This is a subject access request.', 'ACCESS'],
  ['Bitte löschen Sie alle über mich gespeicherten Daten.', 'ERASURE'],
  ['Welche Daten haben Sie über mich gespeichert?', 'ACCESS'],
  ["Je demande l'effacement de mes données personnelles.", 'ERASURE'],
  ['Quelles données avez-vous sur moi ?', 'ACCESS'],
  ['Solicito la supresión de mis datos según el RGPD.', 'ERASURE'],
  ['¿Qué datos tienen de mí?', 'ACCESS'],
  ['Solicito a exclusão de todos os meus dados.', 'ERASURE'],
  ['Que dados têm sobre mim?', 'ACCESS'],
  ['Chiedo la cancellazione dei miei dati personali.', 'ERASURE'],
  ['Quali dati avete su di me?', 'ACCESS'],
  ['Gelieve mijn gegevens te wissen.', 'ERASURE'],
  ['Welke gegevens heeft u van mij?', 'ACCESS'],
])('"%s" asks for %s', (text, is) => expect(readDataRequest(text)?.is).toBe(is))

test.each([
  'Please remove me from your list.',
  'How do you delete candidate data after the project?',
  'Which clause covers data deletion at the end of the contract?',
  'What happens to our data if we cancel?',
  'Does it remove duplicates from our data?',
  'Wie werden Bewerberdaten gelöscht?',
  'Comment gérez-vous les demandes de suppression de données ?',
  '¿Cómo gestionan los datos de los candidatos?',
  'Come gestite i dati dei candidati?',
  'Send me the details about your company.',
])('"%s" asks nothing about their own data', (text) => expect(readDataRequest(text)).toBeNull())
