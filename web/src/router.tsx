import { lazy, type ReactElement, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { pages, quietPages } from './features/shell/pages.ts'
import { Shell } from './features/shell/shell.tsx'
import { pageTurns } from './lib/page-turn.ts'
import { useStore } from './lib/store.ts'
import { NotFoundPage } from './routes/not-found.tsx'
import { Boundary } from './ui/boundary.tsx'
import { Skeleton } from './ui/states.tsx'

const LoginPage = lazy(async () => ({ default: (await import('./routes/login.tsx')).LoginPage }))
const routes = [
  ...pages.flatMap(({ path, name, load, one }) => [{ path, name, load }, ...(one ? [{ name, ...one }] : [])]),
  ...quietPages,
].map((route) => ({ ...route, Component: lazy(route.load) }))

/** Every address of the page. Pages load when they are opened. */
export function Router(): ReactElement {
  const turns = useStore(pageTurns)
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path="/login">
          <LoginPage />
        </Route>
        <Route>
          <Shell>
            <Switch>
              {routes.map(({ path, name, Component }) => (
                <Route key={path} path={path}>
                  <Boundary what={`${name} could not be shown`}>
                    {/* One for each page: in one for all the page before stays while the next is loaded, unseen, and goes on giving its name. */}
                    <Suspense fallback={<Skeleton height={64} />}>
                      <Component key={turns} />
                    </Suspense>
                  </Boundary>
                </Route>
              ))}
              <Route>
                <NotFoundPage />
              </Route>
            </Switch>
          </Shell>
        </Route>
      </Switch>
    </Suspense>
  )
}
