import { readDevice, writeDevice } from './device.ts'
import { forgetTexts, sweepTexts } from './drafted-text.ts'
import { forgetClock } from './now.ts'
import { createStore } from './store.ts'

/** The header that a cross-site form cannot set; the API asks for it on every state-changing request. */
export const csrfHeader = { 'x-swarm-csrf': '1' } as const

export type SignInResult = 'signed-in' | 'refused' | 'too-many' | 'unreachable'

/** Why nobody was signed in, for the field of the secret. */
export const signInWords: Record<Exclude<SignInResult, 'signed-in'>, string> = {
  refused: 'Name and secret do not match. After five failures the answer takes longer.',
  'too-many': 'Too many failures. Sign-in waits up to 15 minutes for this name or address.',
  unreachable: 'The server does not answer. Nothing was checked; try again.',
}

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
      writeDevice('owner', name.trim().toLowerCase())
      writeDevice(backKey, String(Date.now()))
      sweepTexts(Date.now())
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
  writeDevice(leftKey, String(Date.now()))
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

/** Who is signed in, as far as this page knows; null before the first answer. */
let signedInAs: string | null = null

/** The page has its first answer, so there is something on it that a person may not want to lose. */
export function signedIn(name: string): void {
  signedInAs = name
}

/** Whose session is over while their page stands; null while it lasts. */
export const endedSession = createStore<string | null>(null)

/** Where a session is missing from the start, the sign-in page. Where a page stands, its person is asked for the secret on top of it. */
export function sessionEnded(): void {
  if (isLeaving || location.pathname === '/login') return
  if (signedInAs === null) leaveForSignIn()
  else endedSession.set(signedInAs)
}

/** Loads the sign-in page anew, which leads back to where one was: nothing of the former session stays in memory. */
export function leaveForSignIn(): void {
  isLeaving = true
  location.assign(signInPath(location.pathname + location.search))
}

const resumed = new Set<() => void>()

/** Called when the person signed in again without leaving the page. */
export function onResumed(listener: () => void): void {
  resumed.add(listener)
}

/** The session goes on; what was asked for in between is asked for again by those who listen. */
export function sessionResumed(): void {
  endedSession.set(null)
  for (const listener of resumed) listener()
}

const leftKey = 'left'
const backKey = 'back'

/** What another page of this device tells: who signs out means all pages, and who signs in again need not do it in each. */
function heard(key: string | null): void {
  if (location.pathname === '/login') return
  if (key === `swarm.${leftKey}` && readDevice(leftKey) !== null) {
    isLeaving = true
    location.assign('/login')
  }
  const isBack = key === `swarm.${backKey}` && readDevice('owner') === endedSession.get()?.trim().toLowerCase()
  if (isBack) sessionResumed()
}

if (typeof window !== 'undefined') addEventListener('storage', ({ key }) => heard(key))
