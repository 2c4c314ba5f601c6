import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiOptions, askApi, successOf, uploadFile } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

const kinds = ['leads', 'suppressions', 'customers', 'competitors']

type Import = {
  id: string
  status: string
  failure: string | null
  progress: number
  rows: number
  created: number
  updated: number
  duplicates: number
  excluded: number
  invalid: number
  columns: { header: string; field: string | null }[]
  outcomes: { edges: { node: { row: number; column: string | null; reason: string | null } }[] }
}

const fields = `id status failure progress rows created updated duplicates excluded invalid columns { header field }
  outcomes(first: 20, outcome: [INVALID]) { edges { node { row column reason } } }`
const begin = `mutation ($input: ImportLeadsInput!) { importLeads(input: $input) {
  ... on ImportLeadsSuccess { import { ${fields} } } ... on UserError { code message } } }`
const look = `query ($id: ID!) { node(id: $id) { ... on Import { ${fields} } } }`

export const importFile: Command = {
  name: 'import',
  summary: 'Imports a CSV file of leads, or of addresses and companies to leave alone. The same file twice changes nothing.',
  words: [{ name: 'FILE', description: 'The file; its encoding, separator and columns are found out.' }],
  options: {
    ...apiOptions,
    kind: { type: 'string', value: 'KIND', description: 'leads (default), suppressions, customers or competitors.' },
    'dry-run': { type: 'boolean', description: 'Say what would happen to each row and write nothing.' },
  },
  async run(options, surroundings, [name]) {
    const path = resolve(surroundings.folder, name ?? '')
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) throw new UsageError(`There is no file ${path}.`)
    const kind = textOption(options, 'kind') ?? 'leads'
    if (!kinds.includes(kind)) throw new UsageError(`--kind is one of ${kinds.join(', ')}, not "${kind}".`)
    const upload = await uploadFile(options, surroundings, basename(path), await openAsBlob(path))
    const input = { upload, kind: kind.toUpperCase(), dryRun: options['dry-run'] === true }
    const begun = await askApi<{ importLeads: { import: Import } | { message: string } }>(options, surroundings, begin, { input })
    let now = successOf(begun.importLeads).import
    let told = 0
    while (now.status === 'RUNNING') {
      await sleep(300)
      now = (await askApi<{ node: Import }>(options, surroundings, look, { id: now.id })).node
      if (now.progress - told < 0.1) continue
      told = now.progress
      surroundings.tell(`${Math.round(told * 100)} %`)
    }
    const invalid = now.outcomes.edges.map(({ node }) => node)
    if (options.json === true) surroundings.print(asciiJson({ ...now, outcomes: undefined }))
    else {
      for (const { header, field } of now.columns) if (field !== null) surroundings.tell(`${header} -> ${field}`)
      surroundings.print(
        `${now.rows} rows: ${now.created} created, ${now.updated} updated, ${now.duplicates} duplicates, ${now.excluded} excluded, ${now.invalid} invalid`,
      )
      for (const { row, column, reason } of invalid)
        surroundings.print(`row ${row}${column === null ? '' : `, ${column}`}: ${reason ?? ''}`)
      if (now.invalid > invalid.length)
        surroundings.print(`and ${now.invalid - invalid.length} more invalid rows; the page Import has them all`)
    }
    if (now.status === 'SUCCEEDED') return exitCodes.good
    throw new Error(now.failure ?? `The import ended as ${now.status}.`)
  },
}
