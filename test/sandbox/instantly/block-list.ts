import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { firstHalf } from '../faults.ts'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { isAddress } from './lead-input.ts'
import { page, pageSchema } from './page.ts'
import { notFound, refuse, refuseInput } from './refusals.ts'
import type { Block, State } from './state.ts'

export function createBlock({ state, request }: Call): WireAnswer {
  const input = z.object({ bl_value: z.string() }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const block = enter(input.data.bl_value, state)
  return block ? jsonAnswer(200, blockShape(block, state)) : refuse(400, 'body/bl_value must be an email or a domain')
}

export function createBlocks({ state, request }: Call): WireAnswer {
  const input = z.object({ bl_values: z.array(z.string()).min(1).max(1_000) }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const blocks = firstHalf(input.data.bl_values, request).map((value) => enter(value, state))
  const valid = blocks.filter((block) => block !== null)
  return jsonAnswer(200, {
    items: valid.map((block) => blockShape(block, state)),
    valid_count: valid.length,
    invalid_count: blocks.length - valid.length,
  })
}

export function listBlocks({ state, request }: Call): WireAnswer {
  const query = pageSchema
    .extend({ domains_only: z.enum(['true', 'false']).optional(), search: z.string().optional() })
    .safeParse(Object.fromEntries(request.query))
  if (!query.success) return refuseInput(query.error, 'querystring')
  const { domains_only, search } = query.data
  const found = [...state.blocks.values()].filter(
    (block) => (domains_only !== 'true' || block.isDomain) && (!search || block.value.includes(search.toLowerCase())),
  )
  return page(
    found,
    query.data,
    ({ id }) => id,
    (block) => blockShape(block, state),
  )
}

export function getBlock({ state, params }: Call): WireAnswer {
  const block = state.blocks.get(params[0] ?? '')
  return block ? jsonAnswer(200, blockShape(block, state)) : notFound('Block list entry')
}

export function deleteBlock({ state, params }: Call): WireAnswer {
  const block = state.blocks.get(params[0] ?? '')
  if (!block) return notFound('Block list entry')
  state.blocks.delete(block.id)
  return jsonAnswer(200, blockShape(block, state))
}

/** Wipes the whole list: it is here so that a product that calls it by accident can be caught. */
export function deleteAllBlocks({ state }: Call): WireAnswer {
  state.blocks.clear()
  return jsonAnswer(200, { message: 'All block list entries deleted' })
}

/** What a value that is there already gets is not documented; here it is the entry that is there. */
function enter(given: string, state: State): Block | null {
  const value = given.trim().toLowerCase()
  const isDomain = !value.includes('@')
  if (isDomain ? !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value) : !isAddress(value)) return null
  for (const known of state.blocks.values()) if (known.value === value) return known
  const block: Block = { id: randomUUID(), value, isDomain, createdAt: state.world.clock.now() }
  state.blocks.put(block.id, block)
  return block
}

function blockShape(block: Block, state: State): Record<string, unknown> {
  return {
    id: block.id,
    timestamp_created: new Date(block.createdAt).toISOString(),
    organization_id: state.workspace,
    bl_value: block.value,
    is_domain: block.isDomain,
  }
}
