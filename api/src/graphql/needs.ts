import { allows, type Scope, scopes } from '@swarm/jobs/actors'
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { z } from 'zod'
import { eachField } from './each-field.ts'

const declared = z.object({ needs: z.array(z.enum(scopes)).min(1) })

/** What an element declares, or null when it says nothing: then it is denied. */
function declaredBy(extensions: unknown): readonly Scope[] | null {
  const parsed = declared.safeParse(extensions)
  return parsed.success ? parsed.data.needs : null
}

/** Parts of the paging convention: what they hold is declared where the list is. */
const isPaging = (typeName: string) => typeName === 'PageInfo' || typeName.endsWith('Connection') || typeName.endsWith('Edge')

/** Every field that declares no scope, neither itself nor by its type. The build fails when there is one (I18). */
export function undeclaredFields(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isIntrospectionType(type) || isPaging(type.name) || !(isObjectType(type) || isInterfaceType(type))) return []
    const byType = roots.includes(isObjectType(type) ? type : null) ? null : declaredBy(type.extensions)
    return Object.values(type.getFields())
      .filter((field) => (declaredBy(field.extensions) ?? byType) === null)
      .map((field) => `${type.name}.${field.name}`)
  })
}

/** The names of all mutations that need a scope, by what they declare. */
export function mutationsThatNeed(schema: GraphQLSchema, scope: Scope): string[] {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {})
  return fields
    .filter((field) => declaredBy(field.extensions)?.includes(scope))
    .map((field) => field.name)
    .toSorted()
}

const forUnfinished = z.object({ openToUnfinished: z.literal(true) })

/** Whether a field is open to people who must do something else first. The default is no. */
export const isOpenToUnfinished = (extensions: unknown): boolean => forUnfinished.safeParse(extensions).success

/**
 * What one document needs, field by field; `null` stands for a field that declares nothing. `isOpen`: it is no root field, or one for people
 * who must do something else first.
 */
export type DocumentNeeds = { field: string; needs: readonly Scope[] | null; isMutation: boolean; isOpen: boolean }[]

const known = new WeakMap<DocumentNode, DocumentNeeds>()

/** Collected once for each document. Scopes are checked here, not by every field of every row. */
export function needsOf(schema: GraphQLSchema, document: DocumentNode): DocumentNeeds {
  const found = known.get(document)
  if (found) return found
  const needs = new Map<string, DocumentNeeds[number]>()
  eachField(schema, document, (parent, field) => {
    if (isPaging(parent.name) || isUnionType(parent) || isIntrospectionType(parent)) return
    const owner = getNamedType(parent)
    const own = declaredBy(field.extensions) ?? (isObjectType(owner) || isInterfaceType(owner) ? declaredBy(owner.extensions) : null)
    const name = `${parent.name}.${field.name}`
    const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root === parent)
    const isOpen = !isRoot || isOpenToUnfinished(field.extensions)
    needs.set(name, { field: name, needs: own, isMutation: parent === schema.getMutationType(), isOpen })
  })
  const list = [...needs.values()]
  known.set(document, list)
  return list
}

/** Parts of a mutation's answer: whoever may ask may read what became of it, also a webhook key that reads nothing else. */
const isAnswer = (field: string) => /^(?:\w+Success|\w+Error|Reason)\./.test(field)

/**
 * The first thing that the caller may not have, or null. Mutations answer for themselves, with a ForbiddenError in their union,
 * and what their success type needs is what they need.
 */
export function firstRefusal(document: DocumentNeeds, held: readonly Scope[]): { field: string; scope: Scope | null } | null {
  for (const { field, needs, isMutation } of document) {
    if (needs === null) return { field, scope: null }
    const missing = needs.find((scope) => !allows(held, scope))
    if (missing && !isMutation && !isAnswer(field)) return { field, scope: missing }
  }
  return null
}
