import { ProviderError } from '../../providers/http/provider-error.ts'
import type { LanguageModel } from '../../providers/language-model.ts'
import type { Reason } from '../../reason.ts'
import { messageKindOf, type ReviewedDraft } from '../../review/queries.ts'
import type { Claim } from '../render.ts'
import { contextZoneOf, tokensOf } from './context-zone.ts'
import { rewritePrompt } from './rewrite-prompt.ts'
import type { RewriteSettings } from './rewrite-settings.ts'
import { bodyParts, claimedWords, rewrittenBody } from './rewritten-body.ts'

/** What came of asking: other words for the draft, or why it keeps its own. */
export type Asked = { model: string; promptTokens: number; contextTokens: number } & (
  | { text: { body: string; claims: Claim[] }; reason: null }
  | { text: null; reason: Reason }
)

/** Asks a model to rephrase a draft. Never throws for what a model or its endpoint does: a draft that can't be rephrased keeps its words. */
export async function askToRewrite(
  languageModel: LanguageModel,
  { model, contextSize: contextTokens, timeoutSeconds }: RewriteSettings,
  draft: ReviewedDraft,
): Promise<Asked> {
  const parts = bodyParts(draft.body)
  const messages = rewritePrompt(parts?.middle ?? '', claimedWords(draft))
  const promptTokens = messages.reduce((sum, { content }) => sum + tokensOf(content), 0)
  const about = { model, promptTokens, contextTokens }
  const keep = (code: string, message: string): Asked => ({ ...about, text: null, reason: { code, message } })
  if (parts === null) return keep('NOTHING_TO_REPHRASE', 'There is nothing between greeting and sign-off.')
  if (contextZoneOf(promptTokens, contextTokens) === 'CRITICAL')
    return keep('CONTEXT_CRITICAL', `The prompt would fill ${Math.round((promptTokens / contextTokens) * 100)} % of the model’s context.`)
  try {
    const answer = await languageModel.complete({
      model,
      messages,
      mostTokens: Math.min(2 * tokensOf(parts.middle), contextTokens - promptTokens),
      timeoutMs: timeoutSeconds * 1_000,
    })
    const rewritten = rewrittenBody({ ...draft, kind: messageKindOf(draft) }, answer.text)
    const counted = { ...about, promptTokens: answer.promptTokens ?? promptTokens }
    return rewritten.ok
      ? { ...counted, text: { body: rewritten.body, claims: rewritten.claims }, reason: null }
      : { ...counted, text: null, reason: rewritten.reason }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return keep(`MODEL_${error.kind.toUpperCase()}`, `The model did not answer as it should: ${error.message}.`)
  }
}
