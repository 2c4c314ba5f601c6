import { z } from 'zod'
import type { ChatMessage } from '../craft/rewrite/rewrite-prompt.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { ProviderError } from './http/provider-error.ts'
import type { ProviderAccess } from './provider-config.ts'

/** Our own pace: endpoints differ, and nobody waits for a rephrasing. */
const limits = { all: [{ name: 'llm.second', calls: 5, perMs: 1_000 }] }

export type Completion = { text: string; promptTokens: number | null }

export type LanguageModel = {
  /** One answer to a conversation. Throws ProviderError, also for an answer that was cut off or has no text. */
  complete(request: { model: string; messages: readonly ChatMessage[]; mostTokens: number; timeoutMs: number }): Promise<Completion>
  /** How many models this key may ask. Costs nothing. */
  countModels(): Promise<number>
  close(): Promise<void>
}

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }), finish_reason: z.string().nullish() })).min(1),
  usage: z.object({ prompt_tokens: z.number().nullish() }).nullish(),
})

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) })

/** Any endpoint that speaks OpenAI's chat completions. The key travels in the header alone. */
export function createLanguageModel(config: ProviderAccess, context: HttpContext): LanguageModel {
  const http = createHttpClient({
    ...context,
    provider: 'llm',
    baseUrl: config.baseUrl,
    headers: { authorization: `Bearer ${config.apiKey}` },
    secrets: [config.apiKey],
    limits,
    isRefusal: (status) => status === 400 || status === 404 || status === 422,
  })
  return {
    async complete({ model, messages, mostTokens, timeoutMs }) {
      const answer = await http.call({
        // It changes nothing there, and costs each time: never repeated.
        kind: 'write',
        method: 'POST',
        path: '/chat/completions',
        body: { model, messages, temperature: 0, max_tokens: mostTokens },
        schema: answerSchema,
        timeoutMs,
      })
      const [choice] = answer.choices
      const text = choice?.message.content
      if (text == null || choice?.finish_reason === 'length' || choice?.finish_reason === 'content_filter') {
        throw new ProviderError({
          provider: 'llm',
          kind: 'malformed',
          stage: 'answer',
          message: 'the answer was cut off or holds no text',
          certainlyNotSent: true,
        })
      }
      return { text, promptTokens: answer.usage?.prompt_tokens ?? null }
    },
    async countModels() {
      const { data } = await http.call({ kind: 'read', method: 'GET', path: '/models', schema: modelsSchema })
      return data.length
    },
    close: () => http.close(),
  }
}
