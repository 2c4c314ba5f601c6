import { watch } from 'node:fs'
import { join } from 'node:path'

type Program = 'sandbox' | 'api' | 'jobs'

/** Which of our programs run what lies in each folder of sources. The pages have a watcher of their own. */
const readers: Record<string, readonly Program[]> = {
  'api/src': ['api'],
  'jobs/src': ['api', 'jobs'],
  'db/src': ['api', 'jobs'],
  'db/functions': ['api', 'jobs'],
  'db/migrations': ['api', 'jobs'],
  'test/sandbox': ['sandbox'],
}

/** An editor saves in several steps, and several files at once, in milliseconds. */
const calmMs = 300

/** Tells which programs run what has changed, and whether the database does; each time nothing has changed for a moment. Returns what ends it. */
export function watchSources(
  root: string,
  onChange: (changed: { programs: ReadonlySet<Program>; isDatabase: boolean }) => void,
): () => void {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    const folders = [...changed]
    changed.clear()
    onChange({
      programs: new Set(folders.flatMap((folder) => readers[folder] ?? [])),
      isDatabase: folders.some((folder) => folder === 'db/functions' || folder === 'db/migrations'),
    })
  }
  const watchers = Object.keys(readers).map((folder) =>
    watch(join(root, folder), { recursive: true }, (_, name) => {
      if (name?.endsWith('.test.ts')) return
      changed.add(folder)
      clearTimeout(timer)
      timer = setTimeout(tell, calmMs)
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
