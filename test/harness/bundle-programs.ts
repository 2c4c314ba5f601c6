import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'
import { bundledEntries, bundleName } from './programs.ts'
import { root } from './run-process.ts'

/** A file of ours or of a package goes on finding what lies beside it. */
const staysWhereItIs: Plugin = {
  name: 'stays-where-it-is',
  transform: {
    filter: { code: /import\.meta\.(?:url|dirname)|\b__(?:dir|file)name\b/ },
    handler: (code, id) =>
      code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replace(/(?<![\w.'"$])__dirname\b/g, JSON.stringify(dirname(id)))
        .replace(/(?<![\w.'"$])__filename\b/g, JSON.stringify(id)),
  },
}

/** One place of the sources that is to read otherwise: `takes` stands there once, in the file of this path. */
export type SourceEdit = { file: string; takes: string; puts: string }

function editing({ file, takes, puts }: SourceEdit): Plugin {
  let isDone = false
  return {
    name: 'edits-a-source',
    load(id) {
      if (id !== join(root, file)) return null
      isDone = true
      const code = readFileSync(id, 'utf8')
      // An edit that hits nothing would show a product that is whole.
      if (code.split(takes).length !== 2) throw new Error(`${file} does not hold this once: ${takes}`)
      return { code: code.replace(takes, () => puts), moduleType: 'ts' }
    },
    buildEnd(error) {
      if (!error && !isDone) throw new Error(`${file} is in none of the programs`)
    },
  }
}

/**
 * Makes one file of each program and everything that it imports, in a folder; `programOf` takes them from there. `edit`: with a safeguard taken
 * out. Throws where a program does not build.
 */
export async function bundlePrograms(folder: string, edit?: SourceEdit): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(bundledEntries.map((entry) => [bundleName(entry), join(root, entry)])),
    platform: 'node',
    // Neither is installed: their packages load them where asked to.
    external: ['pg-native', 'pino-pretty'],
    plugins: [staysWhereItIs, ...(edit ? [editing(edit)] : [])],
    onLog(level, log, report) {
      if (log.code !== 'CIRCULAR_DEPENDENCY') report(level, log)
    },
  })
  try {
    // Errors are told apart by the names of their classes.
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', keepNames: true })
  } finally {
    await bundle.close()
  }
}
