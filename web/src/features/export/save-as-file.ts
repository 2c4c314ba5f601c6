import { download } from '../../lib/csv.ts'
import { formatCount } from '../../lib/formats.ts'
import { hideToast, showToast } from '../../ui/toasts.tsx'
import type { ExportRead } from './read-export.ts'

/** Reads a long list into a file while a toast says how far it is and lets the person stop it. Nothing is saved of a list that was not read to its end. */
export async function saveAsFile(
  /** What is read, in the plural: leads. */
  what: string,
  /** How many there are; null where nobody counted. */
  total: number | null,
  read: (onProgress: (count: number) => void, signal: AbortSignal) => Promise<ExportRead>,
): Promise<void> {
  const stop = new AbortController()
  const tell = (count: number): void =>
    showToast({
      id: 'export',
      text: `Reading ${what} for the file: ${formatCount(count)}${total === null ? '' : ` of ${formatCount(total)}`}.`,
      lastsMs: null,
      action: { label: 'Cancel', run: () => stop.abort() },
    })
  tell(0)
  try {
    const { file, notAll } = await read(tell, stop.signal)
    download(`${what.replaceAll(' ', '-')}-${new Date().toISOString().slice(0, 10)}.csv`, file)
    if (notAll === null) showToast({ id: 'export', tone: 'ok', text: 'The file is in your downloads.' })
    else showToast({ id: 'export', tone: 'bad', text: `The file is in your downloads, without all ${what}: ${notAll}` })
  } catch (error) {
    const why = error instanceof TypeError || !(error instanceof Error) ? `Not all ${what} could be read.` : error.message
    if (stop.signal.aborted) hideToast('export')
    else showToast({ id: 'export', tone: 'bad', text: `The file could not be made. ${why}` })
  }
}
