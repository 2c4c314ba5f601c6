import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AuditHead } from '@swarm/jobs/audit/find-cut-tail'
import { readKeptHead } from '@swarm/jobs/audit/keep-head'
import { readEnvironment, sharedEnvironment } from '@swarm/jobs/env'
import { verifyProofFile, writeProofFile } from '@swarm/jobs/proof/proof-file'
import { verifyDatabase } from '@swarm/jobs/proof/verify-database'
import type { ProofVerdict } from '@swarm/jobs/proof/verify-proof'
import { type Command, exitCodes, type Surroundings, textOption, UsageError } from './command.ts'
import { type DatabasePlace, openDatabase } from './open-database.ts'
import { asciiJson } from './plain-ascii.ts'

const { DATABASE_URL, DATABASE_READ_URL, DATABASE_POOLED, DATA_DIR } = sharedEnvironment
const environment = { DATABASE_URL: DATABASE_URL.optional(), DATABASE_READ_URL, DATABASE_POOLED, DATA_DIR }

function placeOf({ environment: values, root }: Surroundings): DatabasePlace {
  const env = readEnvironment(environment, values)
  return { url: env.DATABASE_READ_URL ?? env.DATABASE_URL ?? null, isPooled: env.DATABASE_POOLED, dataFolder: resolve(root, env.DATA_DIR) }
}

function lines(verdict: ProofVerdict): string[] {
  const { links, head, fault, sends, faultySends, sendFaults } = verdict
  return [
    `links    ${links}`,
    `head     ${head === null ? 'none' : `${head.number} ${head.hash}`}`,
    `sends    ${sends}`,
    ...(fault === null ? [] : [`BROKEN   ${fault.number === null ? '' : `link ${fault.number}: `}${fault.fault}`]),
    ...sendFaults.map(({ sendId, fault: what }) => `BROKEN   send ${sendId}: ${what}`),
    ...(faultySends > sendFaults.length ? [`BROKEN   and ${faultySends - sendFaults.length} sends more`] : []),
    verdict.isWhole ? 'The audit chain is whole, and every send in it was approved.' : 'The audit chain does NOT hold.',
  ]
}

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Verifies the audit chain and the proof of every send, from the database or from an exported file.',
  options: {
    file: { type: 'string', value: 'FILE', description: 'Verify this file alone; no database is asked.' },
    head: { type: 'string', value: 'FILE', description: 'The head that was kept outside the database. Default: audit-head in DATA_DIR.' },
  },
  async run(options, surroundings) {
    const started = performance.now()
    const place = placeOf(surroundings)
    const headFile = textOption(options, 'head')
    const headPath = headFile === null ? join(place.dataFolder, 'audit-head') : resolve(surroundings.folder, headFile)
    const keptHead = headIn(headPath)
    if (headFile !== null && keptHead === null) throw new UsageError(`${headFile} holds no head of an audit chain.`)
    const file = textOption(options, 'file')
    const verdict = file === null ? await fromDatabase() : await verifyProofFile(existing(resolve(surroundings.folder, file)), { keptHead })

    async function fromDatabase(): Promise<ProofVerdict> {
      const database = await openDatabase(place)
      try {
        return await verifyDatabase(database.reader, {
          keptHead,
          onProgress: ({ checked, links: all }) => {
            if (checked % 50_000 === 0 && checked > 0) surroundings.tell(`${checked} of ${all} links`)
          },
        })
      } finally {
        await database.close()
      }
    }

    const durationMs = Math.round(performance.now() - started)
    if (options.json === true) surroundings.print(asciiJson({ ...verdict, keptHead, durationMs }))
    else
      for (const line of [...(keptHead === null ? ['kept     none'] : [`kept     ${keptHead.number}`]), ...lines(verdict)])
        surroundings.print(line)
    return verdict.isWhole ? exitCodes.good : exitCodes.bad
  },
}

/** A head that can't be read is never taken for none: without it a cut tail is not seen. */
function headIn(path: string): AuditHead | null {
  try {
    return readKeptHead(path)
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message}.` : `${path} can't be read.`)
  }
}

function existing(path: string): string {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)
  return path
}

export const auditExport: Command = {
  name: 'audit export',
  summary: 'Writes the proof of all sends into a file that verifies without the database.',
  options: { file: { type: 'string', value: 'FILE', description: 'Where to; compressed when it ends in .gz.' } },
  async run(options, surroundings) {
    const file = textOption(options, 'file')
    if (file === null) throw new UsageError('Name the file with --file FILE.')
    const database = await openDatabase(placeOf(surroundings))
    try {
      await writeProofFile(database.reader, resolve(surroundings.folder, file), new Date())
    } finally {
      await database.close()
    }
    surroundings.print(options.json === true ? asciiJson({ file }) : `Written: ${file}`)
    return exitCodes.good
  },
}
