import { forgetTexts } from './drafted-text.ts'
import { forgetClock } from './now.ts'

/** The header that a cross-site form cannot set; the API asks for it on every state-changing request. */
export const csrfHeader = { 'x-swarm-csrf': '1' } as const

export type SignInResult = 'signed-in' | 'refused' | 'too-many' | 'unreachable'

/** Signs in with name and secret; the session is an HTTP-only cookie that the page never sees. */
export async function signIn(name: string, secret: string): Promise<SignInResult> {
  try {
    const response = await fetch('/login', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', ...csrfHeader },
      body: JSON.stringify({ name, secret }),
    })
    if (response.ok) {
      forgetClock()
      return 'signed-in'
    }
    if (response.status === 401) return 'refused'
    return response.status === 429 ? 'too-many' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}

/** Whether the person is leaving on purpose: what then answers "no session" leads nowhere back. */
let isLeaving = false

/** Ends the session on the server and forgets kept texts, then loads the sign-in page anew so that no cached answer stays in memory. */
export async function signOut(): Promise<void> {
  isLeaving = true
  forgetTexts()
  await fetch('/logout', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', ...csrfHeader },
  }).catch(() => undefined)
  location.assign('/login')
}

/** Where to go after sign-in: the given path when it is one of ours, else the Overview. Anything with a host is refused (open redirect). */
export function returnPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/'
}

/** The sign-in page that leads back to `path`. */
export function signInPath(path: string): string {
  const back = returnPath(path)
  return back === '/' ? '/login' : `/login?next=${encodeURIComponent(back)}`
}

/** Sends a person whose session is over to the sign-in page, once; typed texts are kept on the device. */
export function sessionEnded(): void {
  if (!isLeaving && location.pathname !== '/login') location.assign(signInPath(location.pathname + location.search))
}
