import { randomBytes } from 'node:crypto'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { scopes as allScopes, type Scope } from '@swarm/jobs/actors'
import { productVersion } from '@swarm/jobs/product-version'
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql'
import { type Assistant, createAssistantServer, NoAnswerError } from '../assistants/assistant-server.ts'
import { createConfirmations } from '../assistants/confirmation.ts'
import { apiOptions, askApi, postToApi } from './ask-api.ts'
import { type Command, exitCodes, type Options, type Surroundings } from './command.ts'

const isScope = (name: string): name is Scope => allScopes.some((scope) => scope === name)

/** Who the key is and what the API speaks; throws with the API's words when it lets nobody in. */
async function meetApi(options: Options, surroundings: Surroundings): Promise<Assistant> {
  const { viewer } = await askApi<{ viewer: { scopes: string[] } }>(options, surroundings, '{ viewer { scopes } }')
  const introspected = await askApi<IntrospectionQuery>(options, surroundings, getIntrospectionQuery())
  return {
    version: productVersion(),
    schema: buildClientSchema(introspected),
    scopes: viewer.scopes.filter(isScope),
    // A confirmation lives as long as this process at most, and is nobody else's.
    confirmations: createConfirmations(randomBytes(32).toString('hex'), 'stdio'),
    ask: async (query, variables) => {
      try {
        return await postToApi(options, surroundings, query, variables)
      } catch (error) {
        throw error instanceof Error ? new NoAnswerError(error.message) : error
      }
    },
  }
}

export const mcp: Command = {
  name: 'mcp',
  summary: 'Serves an assistant on standard input and output by the Model Context Protocol, with the scopes of the key.',
  options: apiOptions,
  async run(options, surroundings) {
    const assistant = await meetApi(options, surroundings)
    surroundings.tell(`Serving an assistant with ${assistant.scopes.join(', ')}. It ends with its input.`)
    await new Promise<void>((resolve) => {
      process.stdin.once('close', resolve)
      serveStdio(() => createAssistantServer(assistant), { onerror: (error) => surroundings.tell(error.message) })
    })
    return exitCodes.good
  },
}
