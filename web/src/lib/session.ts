import { readDevice, writeDevice } from './device.ts'
import { forgetTexts, sweepTexts } from './drafted-text.ts'
import { fieldsOf, wordOf } from './json.ts'
import { forgetClock } from './now.ts'
import { createStore } from './store.ts'

/** The header that a cross-site form cannot set; the API asks for it on every state-changing request. */
export const csrfHeader = { 'x-swarm-csrf': '1' } as const

export type SignInResult = 'signed-in' | 'code-needed' | 'code-wrong' | 'ran-out' | 'refused' | 'too-many' | 'unreachable'

/** Why nobody was signed in, for the field that is at fault. */
export const signInWords: Record<Exclude<SignInResult, 'signed-in' | 'code-needed'>, string> = {
  'code-wrong': 'This code is wrong, was used before, or is over. Wait for the next one.',
  'ran-out': 'This secret was made for you and ran out before you put your own in its place. Ask an admin for another.',
  refused: 'Name and secret do not match. After five failures the answer takes longer.',
  'too-many': 'Too many failures. Sign-in waits up to 15 minutes for this name or address.',
  unreachable: 'The server does not answer. Nothing was checked; try again.',
}

/** What the server says in a refusal that is not simply one of name and secret. */
const refusals: Record<string, SignInResult> = { CODE_REQUIRED: 'code-needed', CODE_WRONG: 'code-wrong', SECRET_RAN_OUT: 'ran-out' }

/**
 * Signs in with name, secret and, once it was asked for, a code of the second factor; the session is an HTTP-only cookie that the page never
 * sees. Whoever is signed in already has a new session by it, which counts as just proven.
 */
export async function signIn(name: string, secret: string, code: string | null = null): Promise<SignInResult> {
  try {
    const response = await fetch('/login', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', ...csrfHeader },
      body: JSON.stringify({ name, secret, ...(code !== null && { code }) }),
    })
    if (response.ok) {
      forgetClock()
      writeDevice('owner', name.trim().toLowerCase())
      writeDevice(backKey, String(Date.now()))
      sweepTexts(Date.now())
      return 'signed-in'
    }
    if (response.status === 401) return refusals[codeOf(await response.text())] ?? 'refused'
    return response.status === 429 ? 'too-many' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}

const codeOf = (answer: string): string => /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? ''

/** Whether the person is leaving on purpose: what then answers "no session" leads nowhere back. */
let isLeaving = false

/** Stands in the sign-in page's address where the server did not end the session: whoever comes to this device next would have it. */
export const stillOpen = 'still-open'

/**
 * Ends the session on the server and forgets kept texts, then loads the sign-in page anew so that no cached answer stays in memory. That page
 * says so where the server did not answer, or not with a yes.
 */
export async function signOut(): Promise<void> {
  isLeaving = true
  forgetTexts()
  writeDevice(leftKey, String(Date.now()))
  const answer = await fetch('/logout', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', ...csrfHeader },
  }).catch(() => null)
  location.assign(answer?.ok ? '/login' : `/login?${stillOpen}=1`)
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

/** The page has an answer, so there is something on it that a person may not want to lose. It stays theirs, whoever the cookie is of by now. */
export function signedIn(name: string): void {
  if (signedInAs === null) signedInAs = name
  else if (signedInAs !== name) sessionEnded()
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

/** Something must be done before anything else is open: the sign-in page asks for it, and leads back. */
export function leaveToFinish(): void {
  if (isLeaving || location.pathname === '/login') return
  isLeaving = true
  location.assign(`/login?${new URLSearchParams({ finish: '1', next: location.pathname + location.search })}`)
}

/** How long a page waits for that answer, in milliseconds: without it, it is drawn with what it has. */
const longestAskMs = 3_000

/** Whose session the cookie of this browser is now, asked past every cache; null where it is nobody's, or nobody answers in time. */
export async function askViewer(): Promise<{ name: string; textKey: string } | null> {
  const answer = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', ...csrfHeader },
    body: '{"query":"{ viewer { name textKey } }"}',
    signal: AbortSignal.timeout(longestAskMs),
  }).catch(() => null)
  if (!answer?.ok) return null
  const { name, textKey } = fieldsOf(fieldsOf(fieldsOf(await answer.json().catch(() => null)).data).viewer)
  return wordOf(name) === '' ? null : { name: wordOf(name), textKey: wordOf(textKey) }
}

/**
 * The line was closed because its session is over. Another page of this browser, or this one, may have signed in anew meanwhile: then the
 * cookie holds, and the line only has to be opened again. Where somebody else has signed in, this page is still not theirs.
 */
export async function lineRefused(): Promise<void> {
  const viewer = await askViewer()
  // Where nobody answers, the line's word stands: it was closed because the session is over.
  if (viewer !== null && (signedInAs === null || viewer.name === signedInAs)) sessionResumed()
  else sessionEnded()
}

/** What waits until its person has signed in again; null while nothing does. */
export const provingStore = createStore<{ answer(isProven: boolean): void } | null>(null)

let proving: Promise<boolean> | null = null

/** Asks the person to sign in again, once for all that wait for it. False when they would rather not. */
export function proveAgain(): Promise<boolean> {
  proving ??= new Promise<boolean>((resolve) => provingStore.set({ answer: resolve })).finally(() => {
    proving = null
    provingStore.set(null)
  })
  return proving
}

const resumed = new Set<() => void>()

/** Called when the person signed in again without leaving the page. */
export function onResumed(listener: () => void): void {
  resumed.add(listener)
}

/** The session goes on; what was asked for in between is asked for again by those who listen. Who signed in anew has said who they are. */
export function sessionResumed(): void {
  endedSession.set(null)
  if (readDevice('owner') === signedInAs?.trim().toLowerCase()) provingStore.get()?.answer(true)
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
  if (key !== `swarm.${backKey}`) return
  const owner = readDevice('owner')
  if (owner === endedSession.get()?.trim().toLowerCase()) sessionResumed()
  // The cookie is somebody else's now: what is pressed here would be done in their name.
  else if (signedInAs !== null && owner !== signedInAs.trim().toLowerCase()) sessionEnded()
}

if (typeof window !== 'undefined') addEventListener('storage', ({ key }) => heard(key))
