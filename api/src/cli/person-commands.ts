import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { apiOptions, askApi } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { confirmInProduction, confirmOptions } from './confirm.ts'
import { asciiJson } from './plain-ascii.ts'

const who = [{ name: 'WHO', description: 'An email address, the address of a LinkedIn profile, or the id of a lead.' }] as const

/** Ids of the API are base64url of `Lead:<uuid>`; addresses and profiles have a sign that those lack. */
const isLeadId = (given: string) => Buffer.from(given, 'base64url').toString('utf8').startsWith('Lead:')

type Erasure = {
  id: string
  names: string[]
  askedBy: string
  askedAt: string
  doneAt: string | null
  rows: number | null
  heldBy: string[]
  waitsFor: { code: string; message: string }[]
  lead: { id: string } | null
}
const erasureFields = 'id names askedBy askedAt doneAt rows heldBy waitsFor { code message } lead { id }'

export const personExport: Command = {
  name: 'person export',
  summary: 'Writes down everything kept about one person, as one document of JSON.',
  words: who,
  options: {
    ...apiOptions,
    file: { type: 'string', value: 'FILE', description: 'Write it here, readable by you alone. Default: standard output.' },
  },
  async run(options, surroundings, [given = '']) {
    const { data } = isLeadId(given)
      ? await askApi<{ data: Record<string, unknown[]> }>(options, surroundings, 'query ($who: ID!) { data: personalData(leadId: $who) }', {
          who: given,
        })
      : await askApi<{ data: Record<string, unknown[]> }>(
          options,
          surroundings,
          'query ($who: String!) { data: personalDataOf(address: $who) }',
          {
            who: given,
          },
        )
    const file = textOption(options, 'file')
    if (file === null) surroundings.print(asciiJson(data))
    else {
      // Never over another file, and for nobody else to read.
      writeFileSync(resolve(surroundings.folder, file), `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
      const rows = Object.values(data).reduce((all, one) => all + one.length, 0)
      surroundings.print(`${rows} rows of ${Object.keys(data).length} tables are in ${file}.`)
    }
    return exitCodes.good
  },
}

export const personErase: Command = {
  name: 'person erase',
  summary: 'Forgets a person for good: nobody writes to them again, and what is kept about them goes.',
  words: who,
  options: confirmOptions,
  async run(options, surroundings, [given = '']) {
    await confirmInProduction(options, surroundings, `${given} is erased, and that can not be taken back.`)
    type Answer = { eraseLead: { __typename: string; message?: string; isNew?: boolean; erasure?: Erasure } }
    const { eraseLead } = await askApi<Answer>(
      options,
      surroundings,
      `mutation ($input: EraseLeadInput!) { eraseLead(input: $input) { __typename ... on EraseLeadSuccess { isNew erasure { ${erasureFields} } } ... on UserError { message } } }`,
      { input: isLeadId(given) ? { leadId: given } : { address: given } },
    )
    if (eraseLead.erasure === undefined) throw new UsageError(eraseLead.message ?? 'It was refused.')
    if (options.json === true) surroundings.print(asciiJson(eraseLead))
    else for (const line of lines(eraseLead.erasure, eraseLead.isNew === true)) surroundings.print(line)
    return exitCodes.good
  },
}

export const personList: Command = {
  name: 'person list',
  summary: 'The register of erasures; with --json what `person remember` takes back after an older backup was restored.',
  options: apiOptions,
  async run(options, surroundings) {
    const all: Erasure[] = []
    for (let after: string | null = null; ; ) {
      type Page = { erasures: { edges: { node: Erasure }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } }
      const { erasures }: Page = await askApi<Page>(
        options,
        surroundings,
        `query ($after: String) { erasures(first: 100, after: $after) { edges { node { ${erasureFields} } } pageInfo { endCursor hasNextPage } } }`,
        { after },
      )
      all.push(...erasures.edges.map(({ node }) => node))
      after = erasures.pageInfo.endCursor
      if (!erasures.pageInfo.hasNextPage) break
    }
    if (options.json === true) surroundings.print(asciiJson(all))
    else {
      for (const { lead, askedAt, askedBy, doneAt, waitsFor } of all)
        surroundings.print(
          `${askedAt}  ${(lead?.id ?? 'no lead').padEnd(56)}  ${askedBy}  ${doneAt === null ? `waits: ${waitsFor.map(({ code }) => code).join(' ')}` : `done ${doneAt}`}`,
        )
      if (all.length === 0) surroundings.print('Nobody was erased.')
    }
    return exitCodes.good
  },
}

const register = z.array(z.object({ names: z.array(z.string()).min(1) }))

function readRegister(file: string): z.infer<typeof register> {
  const text = readFileSync(file, 'utf8')
  try {
    return register.parse(JSON.parse(text))
  } catch {
    throw new UsageError(`${file} is no register: it must be what \`person list --json\` wrote.`)
  }
}

export const personRemember: Command = {
  name: 'person remember',
  summary: 'After a restore: erases again whom a younger register names, and lets nobody in whom it names.',
  words: [{ name: 'FILE', description: 'What `person list --json` wrote before the database was restored.' }],
  options: confirmOptions,
  async run(options, surroundings, [file = '']) {
    const entries = readRegister(resolve(surroundings.folder, file))
    await confirmInProduction(options, surroundings, `${entries.length} erasures are asked for again, and that can not be taken back.`)
    const answers: { isNew: boolean; erasure: Erasure }[] = []
    for (const { names } of entries) {
      type Answer = { rememberErasure: { __typename: string; message?: string; isNew?: boolean; erasure?: Erasure } }
      const { rememberErasure } = await askApi<Answer>(
        options,
        surroundings,
        `mutation ($names: [String!]!) { rememberErasure(input: { names: $names }) { __typename ... on RememberErasureSuccess { isNew erasure { ${erasureFields} } } ... on UserError { message } } }`,
        { names },
      )
      const { isNew, erasure, message = 'It was refused.' } = rememberErasure
      // Asked wrongly says that nothing was done.
      if (erasure === undefined) throw answers.length === 0 ? new UsageError(message) : new Error(message)
      answers.push({ isNew: isNew === true, erasure })
    }
    if (options.json === true) surroundings.print(asciiJson(answers))
    else {
      const again = answers.filter(({ isNew }) => isNew)
      surroundings.print(
        `${answers.length - again.length} were known here, ${again.length} are asked for again: ${again.filter(({ erasure }) => erasure.lead !== null).length} of them have a lead.`,
      )
    }
    return exitCodes.good
  },
}

function lines({ doneAt, rows, waitsFor, heldBy }: Erasure, isNew: boolean): string[] {
  return [
    isNew ? 'From now on nobody writes to this person.' : 'Somebody had asked before; it is the same erasure.',
    ...(doneAt === null
      ? ['What is kept about them goes as soon as nothing is under way:', ...waitsFor.map(({ message }) => `  ${message}`)]
      : [`Done ${doneAt}: ${rows} rows were deleted or emptied.`]),
    ...(heldBy.length === 0 ? [] : [`Delete them there by hand: ${heldBy.join(', ')}.`]),
  ]
}
