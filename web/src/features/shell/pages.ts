import type { ComponentType } from 'react'
import type { IconName } from '../../ui/icons.tsx'

export type Page = {
  path: string
  name: string
  icon: IconName
  /** The letter after `g`. */
  letter: string
  /** Stands in the phone's tab bar. */
  tab?: boolean
  /** Has an element `#list`, to which the first skip link leads. */
  list?: boolean
  load(): Promise<{ default: ComponentType }>
}

/** Makes a route's named component loadable on first use. */
function page<N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N): Page['load'] {
  return async () => ({ default: (await load())[name] })
}

/** Every page with a place in the rail, in its order: routes, rail, tab bar, palette and `g` keys are read from here. */
export const pages: Page[] = [
  {
    path: '/queue',
    name: 'Queue',
    icon: 'queue',
    letter: 'q',
    tab: true,
    list: true,
    load: page(() => import('../../routes/queue.tsx'), 'QueuePage'),
  },
]

/** The page that a path belongs to: `/leads/x` to Leads. */
export function pageAt(path: string): Page | null {
  return pages.find((one) => one.path === path) ?? pages.find((one) => one.path !== '/' && path.startsWith(`${one.path}/`)) ?? null
}
