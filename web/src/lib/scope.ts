import { createContext, useContext } from 'react'

/** Nobody's scopes. */
export const noScopes: readonly string[] = []

/** What the signed-in person may do; nothing until it is known who that is. The shell says it. */
export const ScopeContext = createContext(noScopes)

/** Whether the signed-in person holds a scope; false until known. */
export function useScope(scope: string): boolean {
  return useContext(ScopeContext).includes(scope)
}
