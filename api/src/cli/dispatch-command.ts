import { askApi, successOf } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError, wholeOption } from './command.ts'
import { confirmInProduction, confirmOptions } from './confirm.ts'
import { asciiJson } from './plain-ascii.ts'

const motions = ['OUTBOUND', 'CADENCE', 'REVIVAL', 'ALL']

type Planned = {
  scheduledAt: string
  channel: string
  platform: string
  account: string | null
  step: number
  lead: { fullName: string | null; email: string | null }
}
type Held = { code: string; message: string }
type Counts = { planned: number; held: number; beyondLimit: number; codes: Record<string, number>; notes: Record<string, string> }
type Success = {
  preview: { counts: Counts; planned: { edges: { node: Planned }[] }; held: { edges: { node: Held }[] } }
  batches: { id: string; motion: string; scopeHash: string; expiresAt: string; counts: Record<string, unknown> }[]
}

const mutation = `mutation ($input: DispatchInput!) { dispatch(input: $input) { ... on UserError { code message } ... on DispatchSuccess {
  preview { counts planned(first: 200) { edges { node { scheduledAt channel platform account step lead { fullName email } } } } held(first: 200) { edges { node { code message } } } }
  batches { id motion scopeHash expiresAt counts } } } }`

export const dispatch: Command = {
  name: 'dispatch',
  summary: 'Says what would be sent now; with --live freezes it into batches, which a person then approves by their hash.',
  options: {
    ...confirmOptions,
    motion: { type: 'string', value: 'MOTION', description: 'outbound, cadence, revival or all. Needed.' },
    limit: { type: 'string', value: 'N', description: 'The most sends.' },
    live: { type: 'boolean', description: 'Freeze batches. Without it nothing is changed.' },
  },
  async run(options, surroundings) {
    const motion = textOption(options, 'motion')?.toUpperCase() ?? ''
    if (!motions.includes(motion)) throw new UsageError(`Name a motion with --motion: ${motions.join(', ').toLowerCase()}.`)
    const limit = wholeOption(options, 'limit', 1)
    const isLive = options.live === true
    if (isLive) await confirmInProduction(options, surroundings, 'What is frozen is sent as soon as a person approves it.')
    const input = { motion, live: isLive, ...(limit === null ? {} : { limit }) }
    const answer = await askApi<{ dispatch: Success | { message: string } }>(options, surroundings, mutation, { input })
    const { preview, batches } = successOf(answer.dispatch)
    if (options.json === true) surroundings.print(asciiJson({ preview, batches }))
    else {
      for (const { node } of preview.planned.edges)
        surroundings.print(
          `${node.scheduledAt}  ${node.channel.padEnd(8)} ${node.platform.padEnd(9)} step ${node.step}  ${node.lead.fullName ?? ''} <${node.lead.email ?? ''}> from ${node.account ?? 'nobody'}`,
        )
      const { planned, held, beyondLimit, codes, notes } = preview.counts
      // One of them tells what its rule says; the numbers are those of the whole plan, the lists end earlier.
      for (const [code, count] of Object.entries(codes))
        surroundings.print(
          `held ${String(count).padStart(4)}  ${code}: ${preview.held.edges.find(({ node }) => node.code === code)?.node.message ?? ''}`,
        )
      for (const [of, note] of Object.entries(notes)) surroundings.print(`${of.toLowerCase().padEnd(8)} ${note}`)
      const beyond = beyondLimit > 0 ? `, ${beyondLimit} more are beyond --limit` : ''
      surroundings.print(`in all   ${planned} would be sent, ${held} ${held === 1 ? 'is' : 'are'} held back${beyond}.`)
      for (const batch of batches)
        surroundings.print(`frozen   ${batch.motion} ${batch.id}, hash ${batch.scopeHash}, until ${batch.expiresAt}`)
      if (!isLive) surroundings.print('Nothing was changed. --live freezes it.')
    }
    return exitCodes.good
  },
}
