import { type ReactElement, type ReactNode, useContext } from 'react'
import { Skeleton } from '../../ui/states.tsx'
import { ShellContext } from './shell-data.ts'

/** What only people with a scope are shown, and `instead` for the others. Before it is known who looks, nobody is told that they may not. */
export function OnlyFor({ scope, instead, children }: { scope: string; instead: ReactNode; children: ReactNode }): ReactElement {
  const shell = useContext(ShellContext)
  if (shell === null) return <Skeleton height={64} />
  return <>{shell.viewer.scopes.includes(scope) ? children : instead}</>
}
