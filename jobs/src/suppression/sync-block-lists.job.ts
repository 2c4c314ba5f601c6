import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { syncBlockList } from './sync-block-list.ts'

/** Pushes suppressions to Instantly's block list, and takes lifted ones off it. */
export const syncBlockListsJob = handle(contracts.syncBlockLists, (_, context) => syncBlockList(context, { isDriftAsked: false }))

/** Reads the whole list once a day and finds what has vanished from it. */
export const compareBlockListsJob = handle(contracts.compareBlockLists, (_, context) => syncBlockList(context, { isDriftAsked: true }))
