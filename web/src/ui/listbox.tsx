// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by transform, and native table or select elements lose their meaning then
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import { scrolledTo, useFixedRows } from './fixed-rows.ts'
import './listbox.css'

export type ListboxHandle = { focusActive(): void }

export type ListboxProps<T> = {
  label: string
  items: readonly T[]
  /** More of them are there than were loaded. */
  hasMore?: boolean
  keyOf(item: T): string
  /** The option's short spoken name. */
  nameOf(item: T): string
  rowHeight: number
  activeKey: string | null
  selected: ReadonlySet<string>
  onActive(key: string): void
  onToggle(key: string): void
  onOpen?: ((key: string) => void) | undefined
  /** The last rows come into view. */
  onEnd?(): void
  children(item: T): ReactNode
  ref?: Ref<ListboxHandle>
}

/** The next rows are asked for when the view comes this near to the last one. */
const ahead = 12

/** The item that a movement key leads to, by index; null when the key doesn't move. `page` is the number of rows in view. */
export function movedTo(key: string, at: number, count: number, page: number): number | null {
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + page, PageUp: at - page }[key]
  return target === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, target))
}

/**
 * A list for thousands of rows of one height: multi-select, one tab stop, real focus on the active row, which stays mounted
 * wherever the list is scrolled to. Rows hold no controls. No type-ahead: letters are the page's commands.
 */
export function Listbox<T>(props: ListboxProps<T>): ReactElement {
  const {
    label,
    items,
    hasMore = false,
    keyOf,
    nameOf,
    rowHeight,
    activeKey,
    selected,
    onActive,
    onToggle,
    onOpen,
    onEnd,
    children,
    ref,
  } = props
  const frame = useRef<HTMLDivElement>(null)
  // -1: what is active is in the list no longer, or not yet.
  const activeAt = items.findIndex((item) => keyOf(item) === activeKey)
  const tabStop = Math.max(0, activeAt)
  const { rows, last: lastSeen } = useFixedRows(frame, { count: items.length, rowHeight, spare: 6, keep: tabStop })
  const reachEnd = useEffectEvent(() => onEnd?.())
  useEffect(() => {
    if (items.length > 0 && lastSeen >= items.length - ahead) reachEnd()
  }, [lastSeen, items.length])
  const elementAt = (at: number): HTMLElement | null | undefined =>
    at === -1 ? frame.current : frame.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)
  const focusRow = (at: number): void => {
    const list = frame.current
    if (list && at >= 0) list.scrollTop = scrolledTo(at, list.scrollTop, list.clientHeight, rowHeight)
    requestAnimationFrame(() => elementAt(at)?.focus({ preventScroll: true }))
  }
  useImperativeHandle(ref, () => ({ focusActive: () => focusRow(activeAt) }))
  // When the active row leaves the list, focus goes on to its successor, never to the body; where it has none, and the page keeps what was
  // active, to the list itself: a row that has the focus is the one that keys act on.
  const hadFocus = useRef(false)
  useLayoutEffect(() => {
    const held = document.activeElement
    if (hadFocus.current && (held === document.body || held === frame.current))
      elementAt(activeAt)?.focus({ preventScroll: held === frame.current })
  })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const active = items[activeAt]
    if (active && (event.key === ' ' || event.key === 'Enter')) {
      event.preventDefault()
      if (event.key === ' ') onToggle(keyOf(active))
      else onOpen?.(keyOf(active))
      return
    }
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const to = movedTo(event.key, activeAt, items.length, page)
    const item = to === null ? undefined : items[to]
    if (to === null || item === undefined) return
    event.preventDefault()
    onActive(keyOf(item))
    focusRow(to)
  }
  return (
    <div
      ref={frame}
      className="listbox"
      role="listbox"
      aria-label={label}
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hadFocus.current = true
      }}
      onBlur={(event) => {
        hadFocus.current = event.relatedTarget === null
      }}
    >
      <div className="listbox-rows" role="presentation" style={{ blockSize: items.length * rowHeight }}>
        {rows.map((at) => {
          const item = items[at]
          if (item === undefined) return null
          const key = keyOf(item)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's, handled where they bubble to
            <div
              key={key}
              role="option"
              className="option"
              data-at={at}
              data-active={key === activeKey}
              aria-selected={selected.has(key)}
              aria-posinset={at + 1}
              aria-setsize={hasMore ? -1 : items.length}
              tabIndex={at === tabStop ? 0 : -1}
              style={{ blockSize: rowHeight, transform: `translateY(${at * rowHeight}px)` }}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey) return onToggle(key)
                onActive(key)
                onOpen?.(key)
              }}
            >
              <span className="hidden-text">{nameOf(item)}</span>
              <div aria-hidden="true">{children(item)}</div>
            </div>
          )
        })}
      </div>
    </div>
  )
}
