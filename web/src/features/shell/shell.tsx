import { lazy, type ReactElement, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { useLocation } from 'wouter'
import { onReconnected, pausedStore } from '../../lib/connection.ts'
import { openTexts } from '../../lib/drafted-text.ts'
import { interruptions } from '../../lib/interruption.ts'
import { keyTables, prefixStore, useGoKeys, useHeldKeys, useKeys } from '../../lib/keys.ts'
import { clockMoved } from '../../lib/now.ts'
import { pageTurns, turnPage } from '../../lib/page-turn.ts'
import { visited } from '../../lib/recent-places.ts'
import { openViews } from '../../lib/saved-views.ts'
import { noScopes, ScopeContext } from '../../lib/scope.ts'
import { endedSession, leaveForSignIn, provingStore, signedIn } from '../../lib/session.ts'
import { useStore } from '../../lib/store.ts'
import { titleStore } from '../../lib/title.ts'
import { Announcer, announce } from '../../ui/announcer.tsx'
import { Boundary } from '../../ui/boundary.tsx'
import { showToast, Toasts } from '../../ui/toasts.tsx'
import { useAlertNews } from '../alerts/use-alert-news.ts'
import { pageKeys } from './page-keys.ts'
import { hasViews, pageAt, pageName, pages } from './pages.ts'
import { Rail } from './rail.tsx'
import { SavedViews } from './saved-views.tsx'
import './shell.css'
import {
  clockQuery,
  runnerQuery,
  ShellContext,
  safetySubscription,
  shellQuery,
  textKeyQuery,
  waitingElsewhereQuery,
  waitingQuery,
  waitingSubscription,
} from './shell-data.ts'
import { TopBar } from './top-bar.tsx'
import { useConnectionNews } from './use-connection-news.ts'

const dialogs = {
  stop: () => import('./stop-dialog.tsx'),
  session: () => import('./session-dialog.tsx'),
  prove: () => import('./prove-dialog.tsx'),
  help: () => import('./help-dialog.tsx'),
  palette: () => import('./palette.tsx'),
  more: () => import('./more-dialog.tsx'),
}
const StopDialog = lazy(async () => ({ default: (await dialogs.stop()).StopDialog }))
const SessionDialog = lazy(async () => ({ default: (await dialogs.session()).SessionDialog }))
const ProveDialog = lazy(async () => ({ default: (await dialogs.prove()).ProveDialog }))
const HelpDialog = lazy(async () => ({ default: (await dialogs.help()).HelpDialog }))
const Palette = lazy(async () => ({ default: (await dialogs.palette()).Palette }))
const MoreDialog = lazy(async () => ({ default: (await dialogs.more()).MoreDialog }))

/** After the page's first answer, in milliseconds: then the dialogs are fetched, so that they open at once, and without a connection too. */
const fetchDialogsMs = 3_000

/** Batches tell nobody when they are made: how many wait, and how many replies, is asked for this often, in milliseconds. */
const elsewhereAgainMs = 15_000

/** Until dialogs have made room for what everybody must see, in milliseconds. */
const roomMs = 100

/** While nobody knows whether sending is stopped, the shell asks this often, in milliseconds. */
const unknownAgainMs = 5_000

/** The key table that every page has. */
const everywhere = 'Everywhere'

type Open = 'stop' | 'help' | 'palette' | 'more' | null

/** Everything that stands around a page: rail, top bar, skip links, the modals of every page, messages and live regions. */
export function Shell({ children }: { children: ReactNode }): ReactElement {
  const [path, go] = useLocation()
  const [open, setOpen] = useState<Open>(null)
  const [{ data, error, fetching }, refetch] = useQuery({ query: shellQuery })
  const paused = useStore(pausedStore)
  const waitingForPage = useStore(prefixStore)
  const named = useStore(titleStore)
  const turns = useStore(pageTurns)
  const ended = useStore(endedSession)
  const proving = useStore(provingStore)
  const title = named ?? pageName(path)
  useEffect(() => {
    // A thing's page is noted once its name is known.
    if (title !== null && (named !== null || pageAt(path)?.path === path || pageAt(path) === null)) visited({ path, name: title })
  }, [named, path, title])
  // A stop is shown even to those who paused live updates: it is not news, it is a state of the page.
  useSubscription({ query: safetySubscription })
  const [{ data: waiting }] = useQuery({ query: waitingQuery, pause: !data })
  useSubscription({ query: waitingSubscription, pause: paused || !data })
  const alerts = useAlertNews(paused || !data)
  useConnectionNews()
  const [{ data: elsewhere }, elsewhereAgain] = useQuery({ query: waitingElsewhereQuery, pause: !data, requestPolicy: 'cache-and-network' })
  const isSandbox = data?.health.mode.toLowerCase() === 'sandbox'
  const [{ data: own }] = useQuery({ query: textKeyQuery, pause: !data })
  const [{ data: clock }, clockAgain] = useQuery({ query: clockQuery, pause: !data, requestPolicy: 'network-only' })
  const [{ data: runner }, runnerAgain] = useQuery({ query: runnerQuery, pause: !data, requestPolicy: 'network-only' })
  const isIdle = runner?.health.failing.some(({ code }) => code === 'JOBS') ?? false
  useEffect(() => {
    if (clock) clockMoved(Date.parse(clock.health.now))
  }, [clock])
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden || !data) return
      // As a stop, it is a state of the page and not news.
      runnerAgain({ requestPolicy: 'network-only' })
      if (paused) return
      elsewhereAgain({ requestPolicy: 'network-only' })
      if (isSandbox) clockAgain({ requestPolicy: 'network-only' })
    }, elsewhereAgainMs)
    return () => clearInterval(timer)
  }, [elsewhereAgain, clockAgain, runnerAgain, data, isSandbox, paused])
  useEffect(() => onReconnected(() => refetch({ requestPolicy: 'network-only' })), [refetch])

  const isUnknown = error !== undefined && !data
  useEffect(() => {
    if (!isUnknown) return
    const timer = setInterval(() => refetch({ requestPolicy: 'network-only' }), unknownAgainMs)
    return () => clearInterval(timer)
  }, [isUnknown, refetch])

  const name = data?.viewer.name
  useEffect(() => {
    if (name === undefined) return
    signedIn(name)
    openViews(name)
  }, [name])
  const textKey = own && own.viewer.name === name ? own.viewer.textKey : null
  useEffect(() => {
    if (textKey) void openTexts(textKey)
  }, [textKey])
  const stopped = data?.safety.emergencyStop
  const wasStopped = useRef<boolean>(undefined)
  useEffect(() => {
    if (wasStopped.current !== undefined && wasStopped.current !== stopped) interruptions.set(interruptions.get() + 1)
    wasStopped.current = stopped
    if (!stopped) return
    // Dialogs make room first: a live region that goes with one would say nothing.
    const timer = setTimeout(() => announce('Sending is stopped.', 'assertive'), roomMs)
    return () => clearTimeout(timer)
  }, [stopped])

  const isReady = data !== undefined
  useEffect(() => {
    if (!isReady) return
    // What fails here is told when it is asked for.
    const timer = setTimeout(() => void Promise.allSettled(Object.values(dialogs).map((load) => load())), fetchDialogsMs)
    return () => clearTimeout(timer)
  }, [isReady])
  // Before the other tables: a dialog that is still being fetched must not let `a` through to the queue.
  useHeldKeys(open !== null || ended !== null || proving !== null)
  useGoKeys((letter) => {
    const page = pages.find((one) => one.letter === letter)
    if (!page) return
    go(page.path)
    if (page.path === path) turnPage()
  })
  const taken = new Set(
    useStore(keyTables)
      .filter((table) => table.title !== everywhere)
      .flatMap((table) => table.bindings().map(({ key }) => key)),
  )
  useKeys(everywhere, [
    { key: '!', does: stopped ? 'Lift the stop' : 'Stop sending', run: () => setOpen('stop') },
    { key: 'Mod+K', does: 'Search or jump', run: () => setOpen('palette') },
    { key: '?', does: 'All keys', run: () => setOpen('help') },
    ...pageKeys(taken, () => setOpen('palette')),
  ])

  const close = (): void => setOpen(null)
  // Nothing stands over, or beside, the question who is there.
  const shown = ended === null ? open : null
  const shell = data ?? null
  return (
    <ShellContext value={shell}>
      <ScopeContext value={shell?.viewer.scopes ?? noScopes}>
        {pageAt(path)?.path === path && pageAt(path)?.list && (
          <a className="skip-link" href="#list">
            Skip to list
          </a>
        )}
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <div className="shell" data-live={paused ? 'paused' : undefined}>
          <Rail
            waiting={{
              '/': alerts,
              '/queue': waiting?.queueSummary.pending ?? 0,
              '/dispatch': elsewhere?.batches.edges.length ?? 0,
              '/replies': elsewhere?.replies.totalCount ?? 0,
            }}
            onMore={() => setOpen('more')}
          />
          <div className="shell-page">
            <TopBar
              title={title ?? 'Not found'}
              place={`${path} ${turns}`}
              views={hasViews(path) && <SavedViews key={path} path={path} />}
              data={shell}
              isUnknown={isUnknown}
              isIdle={isIdle}
              onStop={() => setOpen('stop')}
              onSearch={() => setOpen('palette')}
              onHelp={() => setOpen('help')}
            />
            {fetching && data && <div className="refetch-bar" aria-hidden="true" />}
            <main id="content" tabIndex={-1} className="page">
              {children}
            </main>
          </div>
        </div>
        {waitingForPage && (
          <div className="prefix-hint" aria-hidden="true">
            g …
          </div>
        )}
        <Boundary
          key={`asked ${open}`}
          what="The dialog could not be opened"
          onFailed={() => {
            close()
            showToast({ id: 'dialog', tone: 'bad', text: 'That could not be opened. Is there a connection?' })
          }}
        >
          <Suspense fallback={null}>
            {shown === 'stop' && <StopDialog safety={data?.safety ?? null} onClose={close} />}
            {shown === 'help' && <HelpDialog onClose={close} />}
            {shown === 'palette' && <Palette onClose={close} />}
            {shown === 'more' && <MoreDialog onClose={close} />}
          </Suspense>
        </Boundary>
        <Boundary key={`ended ${ended}`} what="The sign-in could not be opened" onFailed={leaveForSignIn}>
          <Suspense fallback={null}>{ended !== null && <SessionDialog name={ended} />}</Suspense>
        </Boundary>
        <Boundary key={`proving ${proving !== null}`} what="The question could not be opened" onFailed={() => proving?.answer(false)}>
          <Suspense fallback={null}>
            {proving !== null && name !== undefined && ended === null && <ProveDialog name={name} onAnswer={proving.answer} />}
          </Suspense>
        </Boundary>
        <Toasts />
        <Announcer />
      </ScopeContext>
    </ShellContext>
  )
}
