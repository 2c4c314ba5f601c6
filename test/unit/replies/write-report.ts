import { readFileSync, writeFileSync } from 'node:fs'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { devReplies, writtenAt } from './dev-replies.ts'

/** Writes what the rules make of the replies that were kept from them into docs/replies.md, between its two marks. Run with node. */
const path = new URL('../../../docs/replies.md', import.meta.url)
const [begin, end] = ['<!-- report -->', '<!-- /report -->']

const read = devReplies
  .filter(({ isHeldOut }) => isHeldOut)
  .map((one) => {
    const understood = understandReply({ text: one.body, subject: one.subject, from: one.from, at: writtenAt })
    const is = understood.class.toLowerCase()
    return { ...one, understood, is, isRight: one.intent_accept.includes(is) }
  })
const classes = [...new Set(read.flatMap(({ intent, is }) => [intent, is]))].toSorted()
const count = (intent: string, is: string) => read.filter((one) => one.intent === intent && one.is === is).length || ''
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
const quoted = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '/').slice(0, 110)

const hard = read.toSorted((a, b) => a.understood.confidence - b.understood.confidence || a.id.localeCompare(b.id)).slice(0, 10)
const report = [
  `${read.filter(({ isRight }) => isRight).length} of ${read.length} kept replies are given a class that their label accepts; ${read.filter(({ understood }) => understood.needsPerson).length} go to a person. Rows are labels, columns what was read.`,
  '',
  row(['', ...classes]),
  row(['---', ...classes.map(() => '---')]),
  ...classes.map((intent) => row([intent, ...classes.map((is) => count(intent, is))])),
  '',
  'The ten that were hardest (the least sure first), with the words that decided:',
  '',
  row(['reply', 'label', 'read as', 'sure', 'words']),
  row(['---', '---', '---', '---', '---']),
  ...hard.map(({ body, intent, is, isRight, understood }) =>
    row([
      quoted(body),
      intent,
      `${is}${isRight ? '' : ' (wrong)'}`,
      understood.confidence.toFixed(2),
      quoted(understood.deciders.join('; ')),
    ]),
  ),
].join('\n')

const text = readFileSync(path, 'utf8')
writeFileSync(path, `${text.slice(0, text.indexOf(begin) + begin.length)}\n${report}\n${text.slice(text.indexOf(end))}`)
