import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { readEnvironment, sharedEnvironment } from '@swarm/jobs/env'
import { InvalidInputError } from '@swarm/jobs/errors'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { loadStoredDecision } from '@swarm/jobs/replay/load-stored-decision'
import { recordCase } from '@swarm/jobs/replay/record-case'
import { z } from 'zod'
import { decodeGlobalId } from '../graphql/builder.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { openDatabase } from './open-database.ts'

const { DATABASE_URL, DATABASE_READ_URL, DATABASE_POOLED, DATA_DIR } = sharedEnvironment
const environment = { DATABASE_URL: DATABASE_URL.optional(), DATABASE_READ_URL, DATABASE_POOLED, DATA_DIR }
const uuid = z.uuid()

/** An id as a page shows it (the API's), or as the database does. */
function idOf(given: string, typename: 'Lead' | 'Draft'): string {
  if (uuid.safeParse(given).success) return given
  const decoded = decodeGlobalId(given)
  if (decoded?.typename !== typename) throw new UsageError(`${given} is no id of a ${typename.toLowerCase()}.`)
  return decoded.id
}

export const replayAdd: Command = {
  name: 'replay add',
  summary: 'Keeps a stored decision as a golden case for npm run replay, with invented names.',
  options: {
    draft: {
      type: 'string',
      value: 'ID',
      description: 'The decision that this draft was made with: a first email, a step of a cadence or a revival.',
    },
    lead: { type: 'string', value: 'ID', description: 'The last decision about this lead.' },
    name: { type: 'string', value: 'WORDS', description: 'What the case is about, as a statement.' },
    to: { type: 'string', value: 'FOLDER', description: 'Where the file goes. Default: test/replay/cases/recorded.' },
  },
  async run(options, { environment: values, root, folder, print, tell }) {
    const draft = textOption(options, 'draft')
    const lead = textOption(options, 'lead')
    if ((draft === null) === (lead === null)) throw new UsageError('Name either a draft with --draft ID or a lead with --lead ID.')
    const asked = draft === null ? { leadId: idOf(lead ?? '', 'Lead') } : { draftId: idOf(draft, 'Draft') }
    const env = readEnvironment(environment, values)
    const database = await openDatabase({
      url: env.DATABASE_READ_URL ?? env.DATABASE_URL ?? null,
      isPooled: env.DATABASE_POOLED,
      dataFolder: resolve(root, env.DATA_DIR),
    })
    try {
      const stored = await database.reader.read((db) => loadStoredDecision(db, asked))
      if (stored === null) {
        tell('No decision with a score is kept for it.')
        return exitCodes.failed
      }
      const name =
        textOption(options, 'name') ??
        `a ${stored.result.tier?.toLowerCase().replace('_', ' ') ?? 'lead that does not fit'} of ${stored.result.score} points`
      const lists = { addresses: loadAddressLists({ sandbox: true }), templates: shippedTemplates() }
      const { document, differences } = recordCase(stored, name, lists)
      const to = textOption(options, 'to')
      const file = freeName(to === null ? join(root, 'test/replay/cases/recorded') : resolve(folder, to), name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
      if (options.json === true) print(JSON.stringify({ file, differences }))
      else {
        print(`Written: ${relative(folder, file)}`)
        for (const what of differences) print(`DIFFERS  ${what}`)
        if (differences.length > 0) print('The rules of today decide otherwise: mend the rule, or say in the file what is right.')
      }
      return differences.length === 0 ? exitCodes.good : exitCodes.bad
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
      tell(error.message)
      return exitCodes.failed
    } finally {
      await database.close()
    }
  },
}

/** A file that is not there yet, named after the case. */
function freeName(folder: string, name: string): string {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'case'
  for (let nth = 1; ; nth++) {
    const file = join(folder, `${slug}${nth === 1 ? '' : `-${nth}`}.json`)
    if (!existsSync(file)) return file
  }
}
