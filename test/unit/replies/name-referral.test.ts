import { readReferral } from '@swarm/jobs/replies/name-referral'
import { expect, test } from 'vitest'

test.each([
  ['Please talk to Theo Marsh, our COO.', 'Theo Marsh', 'COO', null],
  ['Please contact our Head of Finance, Ines Roth.', 'Ines Roth', 'Head of Finance', null],
  ['Reach out to Imani Cole, who is our VP of People.', 'Imani Cole', 'VP of People', null],
  ['Forwarding to Lena, who owns this now.', 'Lena', null, null],
  ['Bitte wenden Sie sich an unsere Leiterin Personal, Frau Seidel.', 'Frau Seidel', 'Leiterin Personal', null],
  ['Veuillez contacter notre directrice des achats, Mme Girard.', 'Mme Girard', 'directrice des achats', null],
  ['Hable con Marta Soler, nuestra directora de compras.', 'Marta Soler', 'directora de compras', null],
  ['Fale com Paulo Braga, nosso diretor financeiro.', 'Paulo Braga', 'diretor financeiro', null],
  ['Contatti Marco Riva, il nostro responsabile IT.', 'Marco Riva', 'responsabile IT', null],
  ['Neem contact op met Sanne Bakker, onze directeur.', 'Sanne Bakker', 'directeur', null],
  ['Neem contact op met mevrouw Jansen.', 'mevrouw Jansen', null, null],
  ['Talk to Theo van den Berg tomorrow, he knows.', 'Theo van den Berg', null, null],
  ['Please contact Jordan Blake (jordan.blake@crest.example), our COO.', 'Jordan Blake', null, 'jordan.blake@crest.example'],
  ['Please contact Jordan Blake tomorrow, I am at the dentist.', 'Jordan Blake', null, null],
])('"%s" names %s, %s, %s', (text, name, title, email) => {
  const named = readReferral(text)
  expect([named?.name, named?.title, named?.email]).toEqual([name, title, email])
})
