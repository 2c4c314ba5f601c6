import { setTimeout as sleep } from 'node:timers/promises'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { enrichmentSection } from '../settings/enrichment.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { visitorSection } from '../visitors/visitor-settings.ts'
import { askBetterContact } from './finders/ask-bettercontact.ts'
import { askClay, noteVisitors } from './finders/ask-clay.ts'
import { dropUnwanted, expireQuestions, isAnybodyWaiting, resumeAnswered, resumeRuns } from './finders/questions.ts'
import { readBetterContact } from './finders/read-bettercontact.ts'
import { takeClayAnswers } from './finders/take-clay-answers.ts'
import { refreshLeads } from './refresh/refresh-leads.ts'
import { verifyAddresses } from './verify/verify-addresses.ts'

/** Until it is tried again while another process is at it. */
const AGAIN_MS = 1_000

/**
 * Everything about facts that a run does not do itself: answers that came back, questions whose time is over, and those still to be asked.
 * Runs whose leads were answered go on at once. One process at a time talks to the providers; answers are taken by any.
 */
export const sweepEnrichmentJob = handle(contracts.sweepEnrichment, async (_, context) => {
  const { writer, log, clay, betterContact, apollo, zeroBounce, publicUrl, betterContactHookUrl, wake } = context
  const world = { places: context.places, addressLists: context.addressLists }
  /** At once: asking the others may take a minute. */
  const goOn = async (runs: readonly string[]) => {
    for (const runId of runs) await wake('advanceRun', { runId }, runId)
  }
  await goOn(await takeClayAnswers(writer, world))
  // Reading costs nothing, and what was read twice counts once.
  if (betterContact !== null) await goOn(await readBetterContact({ writer, log, betterContact, world }))
  await goOn(await resumeAnswered(writer.sql, null))
  const hasAsked = await runAlone(writer, 'enrichment', async () => {
    const { document: enrichment } = await loadSettings(writer.sql, enrichmentSection)
    const { document: visitors } = await loadSettings(writer.sql, visitorSection)
    const waitSeconds = { bettercontact: enrichment.betterContact.answerSeconds, clay: visitors.answerSeconds }
    await goOn(await writer.transaction(async (tx) => resumeRuns(tx, await expireQuestions(tx, waitSeconds))))
    await dropUnwanted(writer.sql)
    if (clay !== null) {
      await noteVisitors(writer)
      await goOn(await askClay({ writer, log, clay, publicUrl }))
    }
    if (betterContact !== null) await goOn(await askBetterContact({ writer, log, betterContact, hookUrl: betterContactHookUrl }))
    await refreshLeads({ writer, log, apollo, world })
    await verifyAddresses({ writer, log, zeroBounce, world })
    return true
  })
  if (hasAsked === null) {
    // Whoever is at it may have looked before there was what this was woken for.
    await sleep(AGAIN_MS)
    await wake('sweepEnrichment', {}, 'again')
  } else if (betterContact !== null && (await isAnybodyWaiting(writer.sql, 'bettercontact'))) {
    // Two thousand people at a time; whoever is left follows at once, after what came back meanwhile.
    await wake('sweepEnrichment', {}, 'more')
  }
})
