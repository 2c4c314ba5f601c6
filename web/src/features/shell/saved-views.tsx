import { type FormEvent, type ReactElement, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { turnPage } from '../../lib/page-turn.ts'
import { forgetView, keepView, longestName, mostViews, type SavedView, savedViews, viewExtras, viewQuery } from '../../lib/saved-views.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Popover } from '../../ui/popover.tsx'
import './saved-views.css'

/** Opens a view of a page from the start, also when the page is open already. */
export function useOpenView(): (view: SavedView) => void {
  const [, go] = useLocation()
  return ({ path, name, query }) => {
    go(query === '' ? path : `${path}?${query}`)
    turnPage()
    announce(`View ${name}.`)
  }
}

/** The views of the open list: filters, order and columns under a name of one's own, and a link that shows others the same. */
export function SavedViews({ path }: { path: string }): ReactElement {
  const query = viewQuery(useSearch(), useStore(viewExtras))
  const views = useStore(savedViews).filter((view) => view.path === path)
  const shown = views.find((view) => view.query === query)
  return (
    <Popover
      className="button views-button"
      label={shown ? `Saved views, shown: ${shown.name}` : 'Saved views'}
      button={
        <span className="views-shown" aria-hidden="true">
          {shown ? <Bidi clip text={shown.name} /> : 'Views'}
          <Icon name="down" size={12} />
        </span>
      }
    >
      {(close) => <Menu path={path} query={query} views={views} shown={shown} close={close} />}
    </Popover>
  )
}

type MenuProps = { path: string; query: string; views: readonly SavedView[]; shown: SavedView | undefined; close(): void }

function Menu({ path, query, views, shown, close }: MenuProps): ReactElement {
  const open = useOpenView()
  const [name, setName] = useState('')
  const [copied, setCopied] = useState(false)
  const wanted = name.trim()
  const replaces = views.some((view) => view.name === wanted)
  const refusal =
    wanted === ''
      ? 'A view needs a name.'
      : !replaces && views.length >= mostViews
        ? `There are ${mostViews} views of this page; forget one first.`
        : null
  const keep = (event: FormEvent): void => {
    event.preventDefault()
    if (refusal) {
      announce(refusal, 'assertive')
      return
    }
    keepView({ path, name: wanted, query })
    setName('')
    announce(`${replaces ? 'Replaced' : 'Kept'} the view ${wanted}.`)
  }
  const copy = async (): Promise<void> => {
    const address = `${location.origin}${path}${query === '' ? '' : `?${query}`}`
    // There is no clipboard without https, and a browser may refuse it.
    const written = navigator.clipboard?.writeText(address) ?? Promise.reject(new Error('There is no clipboard.'))
    await written.then(
      () => setCopied(true),
      () => announce('It could not be copied. The address stands in the browser’s own bar.', 'assertive'),
    )
  }
  return (
    <div className="menu views-menu">
      {views.length === 0 ? (
        <p className="menu-note">No view is kept yet. Choose filters, order and columns, then give them a name.</p>
      ) : (
        <ul aria-label="Saved views">
          {views.map((view) => (
            <li key={view.name} className="views-one">
              <Button
                tone="quiet"
                aria-current={view === shown ? 'true' : undefined}
                onClick={() => {
                  close()
                  open(view)
                }}
              >
                <Bidi clip text={view.name} />
              </Button>
              <IconButton
                icon="close"
                label={`Forget the view ${view.name}`}
                onClick={(event) => {
                  // The button goes with its row: the keyboard goes on at the name.
                  event.currentTarget.closest('.views-menu')?.querySelector('input')?.focus()
                  forgetView(view)
                  announce(`Forgot the view ${view.name}.`)
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <form className="views-keep" onSubmit={keep}>
        <TextField
          label="Name of what is shown"
          maxLength={longestName}
          autoComplete="off"
          value={name}
          hint={replaces ? 'Replaces the view of that name.' : 'Kept on this device, for you.'}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" refusal={refusal}>
          Keep
        </Button>
      </form>
      <Button tone="quiet" icon="copy" onClick={() => void copy()}>
        {copied ? 'Copied' : 'Copy link to this view'}
      </Button>
    </div>
  )
}
