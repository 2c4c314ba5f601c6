import { readdirSync, readFileSync } from 'node:fs'
import { type ReplyClass, replyClasses } from '../reply-class.ts'
import type { Example } from './train-model.ts'

const folder = new URL('./training/', import.meta.url)

/** What the model learns from, in the order of the files' names: sections of a class, a reply each line. Not needed where it is only asked. */
export function trainingReplies(): Example[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))
  return files.toSorted().flatMap((file) => repliesOf(readFileSync(new URL(file, folder), 'utf8'), file))
}

function repliesOf(text: string, file: string): Example[] {
  const examples: Example[] = []
  let is: ReplyClass | 'NO_STOP' | undefined
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('# ')) continue
    const section = /^## (\w+)$/.exec(line)?.[1]
    if (section === undefined && is === undefined) throw new Error(`${file}: a reply before the first class`)
    if (section !== undefined) is = section === 'no_stop' ? 'NO_STOP' : replyClasses.find((one) => one.toLowerCase() === section)
    if (is === undefined) throw new Error(`${file}: there is no class ${section}`)
    if (section === undefined) examples.push({ text: line.replaceAll('\\n', '\n'), is })
  }
  return examples
}
