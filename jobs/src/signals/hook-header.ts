/** The header that Instantly's webhook brings our secret in: it signs nothing, and sends the headers that a hook was made with. */
export const hookSecretHeader = 'x-swarm-hook-secret'

/** Shortest secret that counts as one, in characters (I20). */
export const shortestHookSecret = 16

/** Where Instantly calls us. */
export const instantlyHookUrl = (publicUrl: string): string => `${publicUrl}/webhooks/instantly`
