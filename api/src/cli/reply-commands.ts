import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { trainingText } from '@swarm/jobs/replies/model/training-text'
import { apiOptions, askApi } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

type Node = { newText: string; class: string; readAs: string; confirmedBy: string | null; lead: { fullName: string | null } | null }
type Page = { replies: { edges: { node: Node }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } }

const query = `query ($after: String) { replies(unconfirmed: false, first: 50, after: $after) {
  edges { node { newText class readAs confirmedBy lead { fullName } } } pageInfo { endCursor hasNextPage } } }`

export const repliesExport: Command = {
  name: 'replies export',
  summary: 'Writes the replies that persons said what they are into a file that the reply model learns from, without names and addresses.',
  options: { ...apiOptions, file: { type: 'string', value: 'FILE', description: 'Where they are written.' } },
  async run(options, surroundings) {
    const file = textOption(options, 'file')
    if (file === null) throw new UsageError('Say where with --file FILE.')
    const said: Node[] = []
    for (let after: string | null = null; ; ) {
      const { replies }: Page = await askApi<Page>(options, surroundings, query, { after })
      said.push(...replies.edges.flatMap(({ node }) => (node.confirmedBy === null ? [] : [node])))
      after = replies.pageInfo.endCursor
      if (!replies.pageInfo.hasNextPage) break
    }
    writeFileSync(
      resolve(surroundings.folder, file),
      trainingText(said.map(({ newText, class: is, lead }) => ({ text: newText, is, names: lead?.fullName ? [lead.fullName] : [] }))),
    )
    const corrected = said.filter(({ class: is, readAs }) => is !== readAs).length
    if (options.json === true) surroundings.print(asciiJson({ file, replies: said.length, corrected }))
    else surroundings.print(`${said.length} replies, ${corrected} of them read otherwise before: ${file}`)
    return exitCodes.good
  },
}
