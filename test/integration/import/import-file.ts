import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { importWorld } from '@swarm/jobs/discover/import/candidate'
import { importFile } from '@swarm/jobs/discover/import/import-file'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { createLog } from '@swarm/jobs/log'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import type { TestApi } from '../../harness/api.ts'
import { patientFetch } from '../../harness/patient-fetch.ts'

const samples = fileURLToPath(new URL('../../../web/public/samples/', import.meta.url))
const data = fileURLToPath(new URL('./data/', import.meta.url))

export const sample = (name: string): Buffer => readFileSync(`${samples}${name}`)
export const truthFile = (name: string): Buffer => readFileSync(`${data}${name}`)

const world = importWorld(loadAddressLists({ sandbox: true }), loadPlaces())

export type ImportAnswer = {
  id: string
  status: string
  rows: number
  created: number
  updated: number
  duplicates: number
  excluded: number
  invalid: number
  failure: string | null
  isPreview: boolean
  mapping: Record<string, string | null>
  columns: { header: string; field: string | null; samples: string[] }[]
  encoding: string | null
  separator: string | null
  outcomes: { totalCount: number; nodes: OutcomeAnswer[] }
}
export type OutcomeAnswer = {
  row: number
  outcome: string
  column: string | null
  code: string | null
  reason: string | null
  name: string | null
  company: string | null
  lead: { id: string; email: string | null; fullName: string | null; status: string } | null
}

const fields = `id status rows created updated duplicates excluded invalid failure isPreview mapping encoding separator columns { header field samples }
  outcomes(first: 200) { totalCount edges { node { row outcome column code reason name company lead { id email fullName status } } } }`

type Wire = Omit<ImportAnswer, 'outcomes'> & { outcomes: { totalCount: number; edges: { node: OutcomeAnswer }[] } }
const unwrapped = (wire: Wire): ImportAnswer => ({
  ...wire,
  outcomes: { totalCount: wire.outcomes.totalCount, nodes: wire.outcomes.edges.map(({ node }) => node) },
})

/** Sends a file as a browser does and gives the id that importLeads takes. */
export async function upload(api: TestApi, key: string, content: Uint8Array, fileName = 'file.csv'): Promise<string> {
  const response = await patientFetch(`${api.url}/imports`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'x-file-name': fileName, authorization: `Bearer ${key}` },
    body: Buffer.from(content),
  })
  const answer: { upload: string } = await response.json()
  return answer.upload
}

export type StartAnswer = { __typename: string; import?: ImportAnswer; message?: string; path?: string[] | null; code?: string }

/** importLeads as a client asks it. */
export async function start(api: TestApi, key: string, input: Record<string, unknown>): Promise<StartAnswer> {
  const answer = await api.ask<{ importLeads: Omit<StartAnswer, 'import'> & { import?: Wire } }>(
    key,
    `mutation ($input: ImportLeadsInput!) { importLeads(input: $input) { __typename ... on ImportLeadsSuccess { import { ${fields} } } ... on UserError { code message path } } }`,
    { input },
  )
  if (!answer.data) throw new Error(JSON.stringify(answer.errors))
  const { import: wire, ...rest } = answer.data.importLeads
  return { ...rest, ...(wire ? { import: unwrapped(wire) } : {}) }
}

/** The import as it stands. */
export async function look(api: TestApi, key: string, id: string): Promise<ImportAnswer> {
  const answer = await api.ask<{ node: Wire }>(key, `query ($id: ID!) { node(id: $id) { ... on Import { ${fields} } } }`, { id })
  if (!answer.data) throw new Error(JSON.stringify(answer.errors))
  return unwrapped(answer.data.node)
}

/** The row's id inside an id of the API. */
export const bare = (id: string): string => Buffer.from(id, 'base64url').toString('utf8').split(':')[1] ?? ''

/** Works an import through, as the runner does. */
export async function work(api: TestApi, id: string): Promise<void> {
  await importFile({ writer: api.writer, log: createLog('test', 'silent'), stopping: new AbortController().signal, world }, bare(id))
}

/** Sends, starts and works a file through. */
export async function load(api: TestApi, key: string, content: Uint8Array, input: Record<string, unknown> = {}): Promise<ImportAnswer> {
  const started = await start(api, key, { upload: await upload(api, key, content), ...input })
  if (!started.import) throw new Error(`not started: ${started.message}`)
  await work(api, started.import.id)
  return look(api, key, started.import.id)
}
