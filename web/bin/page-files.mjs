// Which files each address is drawn with: the API tells the browser of them together with the document.
import { readFileSync } from 'node:fs'

/** Every address, from the table that the router is made of, with the source of its page. Sign-in stands beside that table. */
function routesOf(folder) {
  const table = readFileSync(`${folder}/src/features/shell/pages.ts`, 'utf8')
  const found = [...table.matchAll(/\bpath: '(\/[^']*)'[\s\S]*?\bimport\('\.\.\/\.\.\/(routes\/[^']+)'\)/g)]
  const paths = table.match(/\bpath: '/g)?.length ?? 0
  if (found.length !== paths) throw new Error(`pages.ts has ${paths} addresses, but only ${found.length} with a page to load`)
  return [...found.map(([, path, source]) => [path, `src/${source}`]), ['/login', 'src/routes/login.tsx']]
}

/**
 * By address, all scripts and styles of its page that the document does not name itself. `manifest` is the bundler's.
 * @throws when an address has no page in the bundle: its files would silently be found late.
 */
export function pageFiles(folder, manifest) {
  const reach = (key, seen = new Set()) => {
    if (seen.has(key)) return seen
    seen.add(key)
    for (const next of manifest[key]?.imports ?? []) reach(next, seen)
    return seen
  }
  const filesOf = (key) => [...reach(key)].flatMap((each) => [manifest[each].file, ...(manifest[each].css ?? [])])
  const named = new Set(filesOf('index.html'))
  return Object.fromEntries(
    routesOf(folder).map(([path, source]) => {
      if (!manifest[source]) throw new Error(`${path}: ${source} is not in the bundle`)
      return [path, [...new Set(filesOf(source))].filter((file) => !named.has(file)).map((file) => `/${file}`)]
    }),
  )
}
