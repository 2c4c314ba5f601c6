import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { askToRewrite } from './ask-to-rewrite.ts'
import { rewriteSection } from './rewrite-settings.ts'
import { settleRewrite } from './settle-rewrite.ts'
import { takeRewrites } from './take-rewrites.ts'

/** Waiting drafts that nobody has opened are rephrased, where somebody has switched that on. Whatever fails leaves a draft in its own words. */
export const rewriteDraftsJob = handle(contracts.rewriteDrafts, async (_, { writer, languageModel, addressLists, stopping }) => {
  for (;;) {
    const { document: settings } = await loadSettings(writer.sql, rewriteSection)
    if (!settings.isOn || languageModel === null || stopping.aborted) return
    const taken = await takeRewrites(writer, settings)
    if (taken.length === 0) return
    // A slow answer holds up its own draft alone.
    await Promise.all(
      taken.map(async (draft) => {
        const asked = await askToRewrite(languageModel, settings, draft)
        await settleRewrite(writer, addressLists, draft, asked)
      }),
    )
  }
})
