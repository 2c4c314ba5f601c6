import { allows, type Scope } from '@swarm/jobs/actors'
import type { GraphQLSchema } from 'graphql'
import { changeTools } from './change-tools.ts'
import { readTools } from './read-tools.ts'
import type { Tool } from './tool.ts'
import { type JsonSchema, toolInput, wordsOfField } from './tool-input.ts'

/** A tool as an assistant is offered it. */
export type OfferedTool = { tool: Tool; description: string; input: JsonSchema }

const confirmation: JsonSchema = {
  type: 'string',
  description: 'What the preview of exactly this gave. Left out: a preview, which changes nothing.',
}

function offer(schema: GraphQLSchema, tool: Tool): OfferedTool {
  const words = wordsOfField(schema, tool)
  if (tool.group === 'read') return { tool, description: `${words} Changes nothing.`, input: toolInput(schema, tool.document, []) }
  const input = toolInput(schema, tool.document, [...tool.filled, 'clientMutationId'])
  if (tool.atOnce) return { tool, description: `${words} ${tool.effect} Acts at once, without a preview.`, input }
  return {
    tool,
    description: `${words} ${tool.effect} Without a confirmation it is a preview that changes nothing and gives one, good for ten minutes.`,
    input: { ...input, properties: { ...input.properties, confirmation } },
  }
}

const isFor = (tool: Tool, scopes: readonly Scope[]): boolean => {
  if (tool.group === 'read') return allows(scopes, 'read')
  return tool.needs.every((scope) => allows(scopes, scope)) && (tool.needsOneOf?.some((scope) => allows(scopes, scope)) ?? true)
}

/** The tools of a caller with these scopes, described by the schema of the API that they ask. */
export function offerTools(schema: GraphQLSchema, scopes: readonly Scope[]): OfferedTool[] {
  return [...readTools, ...changeTools].filter((tool) => isFor(tool, scopes)).map((tool) => offer(schema, tool))
}
