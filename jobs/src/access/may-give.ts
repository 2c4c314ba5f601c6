import type { Actor, Scope } from '../actors.ts'
import { ForbiddenError } from '../errors.ts'

/**
 * Nobody gives what they don't hold: an admin gives of their own scopes, and `read` and `webhook`, which are less than `admin`.
 * Throws ForbiddenError naming the scope that is missing.
 */
export function requireMayGive(actor: Actor, wanted: readonly Scope[]): void {
  const held: readonly Scope[] = actor.kind === 'user' || actor.kind === 'key' ? actor.scopes : []
  if (!held.includes('admin')) throw new ForbiddenError('Giving access needs the scope "admin".', 'admin')
  const missing = wanted.find((scope) => scope !== 'read' && scope !== 'webhook' && !held.includes(scope))
  if (missing !== undefined) throw new ForbiddenError(`You can only give scopes that you hold; "${missing}" is not one of them.`, missing)
}
