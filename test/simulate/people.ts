import { z } from 'zod'
import { chance } from './choices.ts'
import { type Mutated, mutate } from './mutate.ts'
import type { Product } from './product.ts'

/** What the people of the organisation did on a day. */
export type Deeds = {
  found: number
  approved: number
  rejected: number
  planned: number
  held: Record<string, number>
  batches: number
  /** Mutations that were refused, by name and code. */
  refusals: Record<string, number>
}

export type Plan = { seed: number; leads: number; days: number }

const queuePage = z.object({
  queue: z.object({
    edges: z.array(z.object({ node: z.object({ id: z.string(), version: z.number(), lead: z.object({ email: z.string().nullable() }) }) })),
  }),
})
const reviewed = z.object({ outcomes: z.array(z.object({ decided: z.boolean(), error: z.object({ code: z.string() }).nullable() })) })
const dispatched = z.object({
  batches: z.array(z.object({ id: z.string() })),
  preview: z.object({ counts: z.object({ planned: z.number(), codes: z.record(z.string(), z.number()) }) }),
})
const waiting = z.object({
  batches: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string(), scopeHash: z.string() }) })) }),
})
const previewed = z.object({ preview: z.object({ counts: z.object({ planned: z.number() }) }) })

/** Finds leads, decides drafts, dispatches and approves, all through the API, as its seed says. */
export function createPeople(product: Product, { seed, leads, days }: Plan) {
  let asked = 0
  const none = (): Deeds => ({ found: 0, approved: 0, rejected: 0, planned: 0, held: {}, batches: 0, refusals: {} })

  function took<Data>(deeds: Deeds, name: string, answer: Mutated<Data>): Data | null {
    if (answer.ok) return answer.data
    const key = `${name} ${answer.code} (${answer.message.slice(0, 80)})`
    deeds.refusals[key] = (deeds.refusals[key] ?? 0) + 1
    return null
  }

  /** Leads come in parts over the first third of the days, so that there is something to decide on each of them. */
  async function findLeads(deeds: Deeds, day: number): Promise<void> {
    const until = Math.ceil((leads * (day + 1)) / Math.max(1, Math.ceil(days / 3)))
    const limit = Math.min(leads, until) - asked
    if (limit <= 0) return
    asked += limit
    const shape = z.object({ run: z.object({ id: z.string() }) })
    const run = took(
      deeds,
      'runPipeline',
      await mutate(product, ['runPipeline', 'RunPipelineInput'], { source: 'default', limit }, ['run { id }', shape]),
    )
    if (run !== null) deeds.found += limit
  }

  /** Most drafts are approved, some rejected, and some left until they run out. Whoever reviews grows milder after the first days. */
  async function review(deeds: Deeds, day: number): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const { queue } = queuePage.parse(
        await product.ask(`{ queue(first: 50, filter: { status: [PENDING] }) { edges { node { id version lead { email } } } } }`),
      )
      const decisions = queue.edges.flatMap(({ node: { id, version, lead } }) => {
        const drawn = chance(seed, `review ${day} ${lead.email}`)
        if (drawn < 0.1) return []
        return drawn < (day < 3 ? 0.25 : 0.14)
          ? [{ draftId: id, version, decision: 'REJECT', tag: 'tone_style_issue', reason: 'Sounds pushier than we write.' }]
          : [{ draftId: id, version, decision: 'APPROVE' }]
      })
      if (decisions.length === 0) return
      const fields = 'outcomes { decided error { code } }'
      const answer = took(
        deeds,
        'reviewDrafts',
        await mutate(product, ['reviewDrafts', 'ReviewDraftsInput'], { decisions }, [fields, reviewed]),
      )
      for (const [place, { decided, error }] of (answer?.outcomes ?? []).entries()) {
        if (!decided) deeds.refusals[`review ${error?.code}`] = (deeds.refusals[`review ${error?.code}`] ?? 0) + 1
        else if (decisions[place]?.decision === 'APPROVE') deeds.approved += 1
        else deeds.rejected += 1
      }
      if (queue.edges.length < 50 || !answer?.outcomes.some(({ decided }) => decided)) return
    }
  }

  /** Everything that may go: looked at first, then frozen, which must be as many. */
  async function dispatch(deeds: Deeds): Promise<string[]> {
    const findings: string[] = []
    const preview = await mutate(product, ['dispatch', 'DispatchInput'], { motion: 'ALL' }, ['preview { counts }', previewed])
    const fields = 'batches { id } preview { counts }'
    const live = await mutate(product, ['dispatch', 'DispatchInput'], { motion: 'ALL', live: true }, [fields, dispatched])
    const frozen = took(deeds, 'dispatch', live)
    if (frozen === null) return findings
    const { planned, codes } = frozen.preview.counts
    deeds.planned += planned
    deeds.batches += frozen.batches.length
    deeds.held = codes
    if (preview.ok && preview.data.preview.counts.planned !== planned) {
      findings.push(`I10: the preview said ${preview.data.preview.counts.planned} sends, and ${planned} were frozen.`)
    }
    return findings
  }

  /** Whatever waits at the gate: what was just frozen, and the follow-ups that the schedule froze overnight. */
  async function approveBatches(deeds: Deeds): Promise<void> {
    const { batches } = waiting.parse(await product.ask('{ batches(first: 50, status: [PENDING]) { edges { node { id scopeHash } } } }'))
    const shape = z.object({ batch: z.object({ id: z.string() }) })
    for (const { node } of batches.edges) {
      const input = { batchId: node.id, scopeHash: node.scopeHash }
      took(deeds, 'approveBatch', await mutate(product, ['approveBatch', 'DecideBatchInput'], input, ['batch { id }', shape]))
    }
  }

  /** Accounts that have not proven a test yet; a test counts in the ceilings, so only when nothing else goes out. */
  async function testAccounts(deeds: Deeds): Promise<void> {
    const shape = z.object({ accounts: z.array(z.object({ address: z.string(), platform: z.string(), isTested: z.boolean() })) })
    const { accounts } = shape.parse(await product.ask('{ accounts { address platform isTested } }'))
    for (const { address } of accounts.filter(({ isTested, platform }) => !isTested && platform !== 'HEYREACH')) {
      const sent = await mutate(product, ['sendTest', 'SendTestInput'], { account: address }, ['__typename', z.unknown()])
      if (took(deeds, 'sendTest', sent) === null) return
    }
  }

  async function setStop(deeds: Deeds, input: Record<string, unknown>): Promise<void> {
    took(
      deeds,
      'setEmergencyStop',
      await mutate(product, ['setEmergencyStop', 'SetEmergencyStopInput'], input, ['__typename', z.unknown()]),
    )
  }

  return {
    async morning(day: number, isSendingDay: boolean): Promise<{ deeds: Deeds; findings: string[] }> {
      const deeds = none()
      await findLeads(deeds, day)
      await review(deeds, day)
      if (!isSendingDay) await testAccounts(deeds)
      const findings = isSendingDay ? await dispatch(deeds) : []
      await approveBatches(deeds)
      return { deeds, findings }
    },

    /**
     * Looks at the gate once more: what was frozen overnight for a morning that was over before anybody came is frozen again for the
     * afternoon, and somebody must look again.
     */
    later: approveBatches,

    /** Stops everything for a drill, in the middle of what is going out; what platforms hold comes back. Lifted in the evening. */
    async stop(deeds: Deeds): Promise<void> {
      await setStop(deeds, { active: true, reason: 'A drill of the simulation.', drill: true })
    },
    async lift(deeds: Deeds): Promise<void> {
      await setStop(deeds, { active: false, reason: 'The drill is over.' })
    },

    /** Closes the day, and ends the ramp as soon as everything holds. */
    async evening(deeds: Deeds): Promise<void> {
      const closing = { decision: 'CONTINUE', note: 'A simulated day.' }
      took(deeds, 'closeDay', await mutate(product, ['closeDay', 'CloseDayInput'], closing, ['__typename', z.unknown()]))
      const shape = z.object({ ramp: z.object({ active: z.boolean(), canGraduate: z.boolean() }) })
      const { ramp } = shape.parse(await product.ask('{ ramp { active canGraduate } }'))
      if (!ramp.active || !ramp.canGraduate) return
      took(deeds, 'graduateRamp', await mutate(product, ['graduateRamp', 'GraduateRampInput'], {}, ['__typename', z.unknown()]))
    },

    /** What a build would have told: that its checks were green. */
    async recordChecks(): Promise<void> {
      for (const name of ['SMOKE', 'REPLAY'])
        await mutate(product, ['recordCheck', 'RecordCheckInput'], { name, passed: true, detail: {} }, ['__typename', z.unknown()])
    },
  }
}
