import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { bare, load, look, start, truthFile, upload, work } from './import-file.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
})
afterAll(() => api.stop())

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, isBigEndian: boolean, mark: boolean): Uint8Array => {
  const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, 'utf16le')
  return isBigEndian ? bytes.swap16() : bytes
}
const windows1252 = (text: string) => Buffer.from(text, 'latin1')

describe('a file is read however it was saved', () => {
  const rows = (domain: string) =>
    `Vorname;Nachname;E-Mail-Adresse;Website;Position\r\nJörg;Müller;joerg@${domain};${domain};Geschäftsführer\r\nZoë;Ñandú;zoe@${domain};${domain};Leiterin\r\n`
  test.each([
    ['UTF-8', utf8(rows('utf8.example'))],
    ['UTF-8 with a mark', utf8(`\uFEFF${rows('mark.example')}`)],
    ['UTF-16, little end first', utf16(rows('le.example'), false, true)],
    ['UTF-16, big end first', utf16(rows('be.example'), true, true)],
    ['UTF-16 without a mark', utf16(rows('nomark.example'), false, false)],
    ['Windows-1252', windows1252(rows('cp.example'))],
    ['tabs', utf8(rows('tab.example').replaceAll(';', '\t'))],
  ])('%s', async (_, content) => {
    const done = await load(api, key, content)
    expect(done).toMatchObject({ status: 'SUCCEEDED', rows: 2, created: 2, invalid: 0 })
    expect(done.outcomes.nodes.map(({ lead }) => lead?.fullName)).toEqual(['Jörg Müller', 'Zoë Ñandú'])
  })

  test('200 rows with German headers, semicolons and Windows-1252', async () => {
    const done = await load(api, key, truthFile('leads-cp1252-semicolon-200.csv'))
    expect(done).toMatchObject({ status: 'SUCCEEDED', rows: 200 })
    expect(done.created).toBeGreaterThan(150)
    expect(done.mapping).toMatchObject({
      Vorname: 'firstName',
      'E-Mail-Adresse': 'email',
      Mitarbeiter: 'employees',
      Bundesland: 'state',
      Land: 'country',
    })
    expect(done.outcomes.nodes.filter(({ lead }) => lead?.fullName?.includes('\uFFFD'))).toEqual([])
  })
})

test.each([
  ['the encoding that was found at the start is kept', null, 'Jörg'],
  ['what is kept is not looked for again', 'utf-8', 'J\uFFFDrg'],
  ['it is looked for where a version before kept none', undefined, 'Jörg'],
])('%s', async (_, kept, firstName) => {
  const domain = `kept-${String(kept)}.example`
  const file = await upload(api, key, windows1252(`Vorname;Nachname;E-Mail\r\nJörg;Test;joerg@${domain}\r\n`))
  const { import: started } = await start(api, key, { upload: file })
  if (!started) throw new Error('not started')
  const { rows } = await api.writer.pool.query('select encoding from import where id = $1', [bare(started.id)])
  expect(rows).toEqual([{ encoding: 'windows-1252' }])
  if (kept !== null) await api.writer.pool.query('update import set encoding = $2 where id = $1', [bare(started.id), kept])
  await work(api, started.id)
  const done = await look(api, key, started.id)
  expect(done.outcomes.nodes.map(({ lead }) => lead?.fullName)).toEqual([`${firstName} Test`])
})

test('a cell as long as any may be, in letters that pack badly, holds up neither its row nor the others', async () => {
  const long = (from: number) =>
    Array.from({ length: 2_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7_919 + from) % 20_000))).join('')
  const row = `${long(1)},${long(2)},long@long-cells.example,${long(3)},${long(4)},${long(5)},${long(6)},${long(7)}`
  const done = await load(
    api,
    key,
    utf8(
      `First Name,Last Name,Email,Title,Company,Industry,City,Keywords\r\n${row}\r\nAda,Long,ada@long-cells.example,Director,Long Cells,Staffing,Berlin,ai\r\n`,
    ),
  )
  expect(done).toMatchObject({ status: 'SUCCEEDED', failure: null, rows: 2, created: 2 })
})

describe('the common exports map by themselves', () => {
  const shapes: [string, string, Record<string, string>][] = [
    [
      'HubSpot',
      'Record ID,First Name,Last Name,Email,Job Title,Company Name,Website URL,LinkedIn URL,Number of Employees,State/Region,Country/Region,Lead Status,Unsubscribed from all email,Email hard bounce reason',
      {
        Email: 'email',
        'State/Region': 'state',
        'Unsubscribed from all email': 'optOut',
        'Email hard bounce reason': 'bounced',
        'Lead Status': 'stage',
      },
    ],
    [
      'Salesforce API names',
      'Id,FirstName,LastName,Name,Title,Email,AccountId,Company,NumberOfEmployees,HasOptedOutOfEmail,IsEmailBounced,MailingCountry',
      {
        FirstName: 'firstName',
        Name: 'null',
        Company: 'companyName',
        HasOptedOutOfEmail: 'optOut',
        IsEmailBounced: 'bounced',
        MailingCountry: 'country',
      },
    ],
    [
      'PhantomBuster',
      'profileUrl,fullName,companyName,title,regularCompanyUrl,industry,location,linkedInProfileUrl',
      {
        linkedInProfileUrl: 'linkedinUrl',
        profileUrl: 'null',
        fullName: 'fullName',
        regularCompanyUrl: 'companyDomain',
        location: 'location',
      },
    ],
    [
      'Evaboot',
      'First Name,Last Name,Email,Email Status,Matches Filters,Current Job,Prospect Linkedin URL,Sales Navigator URL,Company Domain,Company Website,Company Employee Range',
      {
        'Matches Filters': 'matchesFilters',
        'Prospect Linkedin URL': 'linkedinUrl',
        'Sales Navigator URL': 'null',
        'Company Domain': 'companyDomain',
        'Company Website': 'null',
        'Company Employee Range': 'employees',
      },
    ],
    [
      'Instantly',
      'email,first_name,last_name,company_name,job_title,website',
      { email: 'email', first_name: 'firstName', company_name: 'companyName', job_title: 'title' },
    ],
    [
      'HubSpot in Spanish',
      'ID de registro,Nombre,Apellidos,Correo,Cargo,Ciudad,País/región,Nombre de la empresa,URL de LinkedIn',
      {
        Nombre: 'firstName',
        Apellidos: 'lastName',
        Correo: 'email',
        Cargo: 'title',
        'País/región': 'country',
        'Nombre de la empresa': 'companyName',
        'URL de LinkedIn': 'linkedinUrl',
      },
    ],
  ]
  test.each(shapes)('%s', async (_, header, expected) => {
    const preview = await start(api, key, {
      csv: `${header}\n${header
        .split(',')
        .map(() => 'x')
        .join(',')}\n`,
      dryRun: true,
    })
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, String(preview.import?.mapping[name])]))).toEqual(expected)
  })

  test("LinkedIn's own export: notes above the header, profiles under URL", async () => {
    const csv =
      'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nBo,Li,https://www.linkedin.com/in/bo-li-notes,,Acme,CEO,02 Nov 2026\n'
    const done = await load(api, key, utf8(csv))
    expect(done).toMatchObject({ rows: 1, created: 1, mapping: { URL: 'linkedinUrl', Position: 'title', 'Email Address': 'email' } })
  })
})

describe('a person corrects the mapping', () => {
  const csv = 'Kontakt,Anderes\nana@mapped.example,Ana Ruiz\n'
  test('without a known header the file is refused; with a correction it loads', async () => {
    expect(await start(api, key, { csv, dryRun: true })).toMatchObject({ __typename: 'InvalidInputError' })
    const named = 'Email,Anderes\nana@mapped.example,Ana Ruiz\n'
    const done = await load(api, key, utf8(named), { mapping: { Anderes: 'fullName' } })
    expect(done.outcomes.nodes[0]?.lead).toMatchObject({ fullName: 'Ana Ruiz' })
  })
  test.each([
    ['a column that is not there', { Nope: 'email' }],
    ['a field that is not there', { Email: 'constructor' }],
    ['two columns as one field', { Email: 'email', Anderes: 'email' }],
    ['nobody left to tell from', { Email: null }],
  ])('%s is refused with the path', async (_, mapping) => {
    const answer = await start(api, key, { csv: 'Email,Anderes\na@b.example,c\n', mapping, dryRun: true })
    expect(answer).toMatchObject({ __typename: 'InvalidInputError', code: 'INVALID_INPUT' })
    expect(answer.path?.[0]).toBe('mapping')
  })
})

describe('bad input', () => {
  test('formulas, NUL, quoted line breaks, short and long rows do no harm and are told', async () => {
    const csv = [
      'First Name,Last Name,Title,Company Name,Email',
      '=cmd|\' /C calc\'!A0,Ruiz,"Head of\r\nSales","=HYPERLINK(""http://x.example"",""Formula Works"")",ana@formula.example',
      'Bo\u0000,L\u0007i,CEO,Nul Works,bo@nul.example',
      'Cy,Nul,CEO,Nul Works,cy\u0000@nul.example',
      'Di,Short',
      'Ed,Long,CEO,Long Works,ed@long.example,extra,cells',
      'First Name,Last Name,Title,Company Name,Email',
      ',,,,',
      '__proto__,constructor,toString,{{company}},eve@braces.example',
      'Total: 8,,,,',
    ].join('\n')
    const done = await load(api, key, utf8(csv))
    expect(done).toMatchObject({ status: 'SUCCEEDED', rows: 9, created: 4, invalid: 5 })
    expect(done.outcomes.nodes.map(({ row, outcome, column, code }) => `${row} ${outcome} ${column} ${code}`)).toEqual([
      '1 CREATED null null',
      '2 CREATED null null',
      '3 INVALID Email CONTROL_CHARACTER',
      '4 INVALID Email NO_IDENTITY',
      '5 CREATED null null',
      '6 INVALID Email REPEATED_HEADER',
      '7 INVALID Email EMPTY_ROW',
      '8 CREATED null null',
      '9 INVALID Email NOT_A_PERSON',
    ])
    const { rows } = await api.writer.pool.query(
      "select full_name, title, company_name from lead where email in ('ana@formula.example', 'bo@nul.example') order by email",
    )
    expect(rows).toEqual([
      { full_name: 'Ruiz', title: 'Head of Sales', company_name: 'Formula Works' },
      { full_name: 'Bo Li', title: 'CEO', company_name: 'Nul Works' },
    ])
  })

  test('a quote that is never closed fails the import and says where; rows before it are kept', async () => {
    const csv = `Email\nkept@quote.example\n"${'x,'.repeat(600_000)}`
    const done = await load(api, key, utf8(csv))
    expect(done).toMatchObject({ status: 'FAILED', rows: 1, created: 1 })
    expect(done.failure).toContain('after row 1')
  })

  test('a hostile header is only text', async () => {
    const csv = '__proto__,constructor,Email,Email,,"<img src=x onerror=alert(1)>"\na,b,c@hostile.example,d,e,f\n'
    const done = await load(api, key, utf8(csv))
    expect(done).toMatchObject({ rows: 1, created: 1 })
    expect(done.mapping).toMatchObject({ Email: 'email', 'Email (2)': null, 'Column 5': null })
  })

  test('no header, no file, both files, another type of id, an empty file', async () => {
    expect(await start(api, key, { csv: '1,2\n3,4\n' })).toMatchObject({ __typename: 'InvalidInputError' })
    expect(await start(api, key, {})).toMatchObject({ __typename: 'InvalidInputError', path: ['upload'] })
    expect(await start(api, key, { csv: '  ' })).toMatchObject({ __typename: 'InvalidInputError', path: ['csv'] })
    const id = await upload(api, key, utf8('Email\na@b.example\n'))
    expect(await start(api, key, { csv: 'Email\n', upload: id })).toMatchObject({ __typename: 'InvalidInputError' })
    const lead = Buffer.from('Lead:018f0000-0000-7000-8000-000000000000').toString('base64url')
    expect(await start(api, key, { upload: lead })).toMatchObject({ __typename: 'InvalidInputError', path: ['upload'] })
    const gone = Buffer.from('Upload:018f0000-0000-7000-8000-000000000000').toString('base64url')
    expect(await start(api, key, { upload: gone })).toMatchObject({ __typename: 'NotFoundError' })
    const reader = await api.keyFor('read')
    expect(await start(api, reader, { csv: 'Email\na@b.example\n' })).toMatchObject({ __typename: 'ForbiddenError' })
  })

  test('a file above 50 MB is refused, and so is what is not text/csv', async () => {
    const send = (body: Uint8Array<ArrayBuffer>, type: string) =>
      fetch(`${api.url}/imports`, { method: 'POST', headers: { 'content-type': type, authorization: `Bearer ${key}` }, body })
    expect((await send(new Uint8Array(10), 'application/octet-stream')).status).toBe(415)
    const tooLarge = await send(new Uint8Array(50_000_001), 'text/csv').then(
      ({ status }) => status,
      // The server closes the line while the client is still sending.
      () => 413,
    )
    expect(tooLarge).toBe(413)
  })

  test('the same upload is imported once at a time', async () => {
    const id = await upload(api, key, utf8('Email\nonce@once.example\n'))
    const answers = await Promise.all([start(api, key, { upload: id }), start(api, key, { upload: id })])
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ImportLeadsSuccess', 'RefusedError'])
  })
})
