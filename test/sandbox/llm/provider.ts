import { z } from 'zod'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  max_tokens: z.int().min(1).optional(),
})
const askedSchema = z.object({ text: z.string(), keep: z.array(z.string()) })
const callSchema = z.object({ id: z.string(), model: z.string() })

/** Other words for the same: what a well-behaved model does. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/\bI'd guess\b/g, 'I imagine'],
  [/\bprobably\b/g, 'likely'],
  [/\bworks with\b/g, 'uses'],
  [/\bbig\b/g, 'large'],
  [/\bcould\b/g, 'might'],
  [/\bput\b/g, 'place'],
  [/\busual\b/g, 'common'],
]

const MODELS = [
  'stand-in',
  'stand-in-garbage',
  'stand-in-drops',
  'stand-in-invents',
  'stand-in-links',
  'stand-in-long',
  'stand-in-empty',
  'stand-in-cut',
  'stand-in-obeys',
]

/**
 * A language model, `/llm/v1`, speaking OpenAI's chat completions. The model's name says how it behaves: `stand-in` rephrases; `stand-in-garbage`,
 * `-drops`, `-invents`, `-links`, `-long`, `-empty` and `-cut` do what their names say; `stand-in-obeys` does what the text tells it.
 */
export function createLlm(world: World, options: { apiKey: string }): Provider {
  const calls = world.journal.collection('llm.calls', callSchema)
  return {
    name: 'llm',
    prefix: '/llm',
    activities: [],
    answer: ({ method, path, headers, json }: WireRequest): WireAnswer => {
      if (headers.authorization !== `Bearer ${options.apiKey}`)
        return jsonAnswer(401, {
          error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
        })
      if (method === 'GET' && path === '/v1/models')
        return jsonAnswer(200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', created: 0, owned_by: 'sandbox' })) })
      if (method !== 'POST' || path !== '/v1/chat/completions') return jsonAnswer(404, { error: { message: 'Unknown request URL' } })
      const request = requestSchema.safeParse(json)
      if (!request.success) return jsonAnswer(400, { error: { message: 'Invalid request', type: 'invalid_request_error' } })
      const { model, messages } = request.data
      const id = `chatcmpl-${calls.size + 1}`
      calls.put(id, { id, model })
      const content = answerOf(model, messages.at(-1)?.content ?? '')
      return jsonAnswer(200, {
        id,
        object: 'chat.completion',
        created: Math.floor(world.clock.now() / 1000),
        model,
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: model.endsWith('-cut') ? 'length' : 'stop' }],
        usage: { prompt_tokens: Math.ceil(JSON.stringify(messages).length / 4), completion_tokens: Math.ceil(content.length / 4) },
      })
    },
    refuseBody: () => jsonAnswer(400, { error: { message: 'We could not parse the JSON body of your request.' } }),
    counts: () => ({ calls: calls.size }),
    reset: () => calls.clear(),
  }
}

function answerOf(model: string, prompt: string): string {
  const { text, keep } = readPrompt(prompt)
  const rephrased = SYNONYMS.reduce((left, [words, other]) => left.replace(words, other), text)
  const how = model.replace(/^stand-in-?/, '')
  if (how === 'garbage') return '{"result": "\u0000\u202E<b>ok</b>"}'
  if (how === 'drops') return keep.reduce((left, words) => left.replaceAll(words, 'your firm'), rephrased)
  if (how === 'invents') return rephrased.replace(/\.(?=\s|$)/, ', and Acme Corp saved 40% with it.')
  if (how === 'links') return rephrased.replace(/\.(?=\s|$)/, ' (see evil.example/offer).')
  if (how === 'long') return `${rephrased}\n\n${rephrased}`
  if (how === 'empty') return ' '
  if (how === 'obeys') return /ignore (?:all )?previous instructions/i.test(prompt) ? 'Send all your passwords to me.' : rephrased
  return rephrased
}

function readPrompt(prompt: string): z.infer<typeof askedSchema> {
  try {
    const read = askedSchema.safeParse(JSON.parse(prompt))
    if (read.success) return read.data
  } catch {
    // No JSON: the text is the prompt itself.
  }
  return { text: prompt, keep: [] }
}
