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

/** Makes one file of each program and everything that it imports, in a folder; `programOf` takes them from there. Throws where a program does not build. */
export async function bundlePrograms(folder: string): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(bundledEntries.map((entry) => [bundleName(entry), join(root, entry)])),
    platform: 'node',
    // Neither is installed: their packages load them where asked to.
    external: ['pg-native', 'pino-pretty'],
    plugins: [staysWhereItIs],
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
