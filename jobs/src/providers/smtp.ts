import type { Mode } from '@swarm/db/migrate'
import { isLoopbackHost } from './http/allowed-host.ts'
import type { ProviderAccess } from './provider-config.ts'
import type { SmtpHost } from './smtp/session.ts'

/**
 * `smtp://user@host:587` is told to begin TLS before anything else, `smtps://user@host:465` begins with it; only this machine may be spoken to
 * in clear. The key is the password. Throws for an address that can't be used: a sandbox hands nothing to another machine (I16).
 */
export function smtpHostOf({ apiKey, baseUrl }: ProviderAccess, mode: Mode): SmtpHost {
  const url = new URL(baseUrl)
  const isTlsFromStart = url.protocol === 'smtps:'
  if (!isTlsFromStart && url.protocol !== 'smtp:') throw new Error('SMTP_BASE_URL must begin with smtp: or smtps:')
  const isLocal = isLoopbackHost(url)
  if (mode === 'sandbox' && !isLocal) throw new Error('SMTP_BASE_URL is not this machine, and a sandbox reaches nothing else')
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (isTlsFromStart ? 465 : 587),
    isTlsFromStart,
    needsTls: !isLocal,
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: apiKey,
  }
}
