import { readFileSync, writeFileSync } from 'node:fs'
import { replyClasses } from '@swarm/jobs/replies/reply-class'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { writtenAt as at } from './dev-replies.ts'
import { heldOutReplies, writtenReplies } from './written-replies.ts'

/**
 * Writes how well the replies are read that were kept from rules and model, until they were read once, into docs/replies.md, between its two
 * marks; with the name of one set (`held-out-3.txt`) prints it of that one. Run with node.
 */
const path = new URL('../../../docs/replies.md', import.meta.url)
const [only] = process.argv.slice(2)
const [begin, end] = ['<!-- report -->', '<!-- /report -->']

const read = (only === undefined ? heldOutReplies() : writtenReplies(only)).map((one) => {
  const understood = understandReply({ ...one, at })
  return { ...one, understood, isOptOut: one.is === 'UNSUBSCRIBE', isRight: one.accept.includes(understood.class) }
})
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
const rule = (cells: readonly unknown[]) => row(cells.map(() => '---'))
const quoted = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '/').slice(0, 110)
const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${Math.round((part / whole) * 1_000) / 10} %`)
const word = (name: string) => name.toLowerCase()

/** Opt-outs: heard are those that stop us or go to a person with sending blocked; taken are those that suppress by themselves. */
function optOuts(lang: string): (string | number)[] {
  const of = read.filter((one) => lang === 'all' || one.lang === lang)
  const asked = of.filter(({ isOptOut }) => isOptOut)
  const taken = of.filter(({ understood }) => understood.stop === 'yes')
  const doubted = of.filter(({ understood }) => understood.stop === 'doubt')
  const heard = asked.filter(({ understood }) => understood.stop !== 'no').length
  const right = taken.filter(({ isOptOut }) => isOptOut).length
  return [
    lang,
    asked.length,
    right,
    doubted.filter(({ isOptOut }) => isOptOut).length,
    asked.length - heard,
    percent(heard, asked.length),
    percent(right, taken.length),
    `${doubted.filter(({ isOptOut }) => !isOptOut).length} of ${of.length - asked.length}`,
  ]
}

const langs = [...new Set(read.map(({ lang }) => lang))]
const head = ['', 'ask to stop', 'stop us', 'to a person', 'missed', 'recall', 'precision', 'others held for a person']
const count = (is: string, as: string) => read.filter((one) => one.is === is && one.understood.class === as).length || ''
const sure = read.filter(({ understood }) => !understood.needsPerson)
const hard = read
  .toSorted(
    (a, b) => Number(a.isRight) - Number(b.isRight) || b.understood.confidence - a.understood.confidence || (a.text < b.text ? -1 : 1),
  )
  .slice(0, 10)

const report = [
  row(head),
  rule(head),
  ...langs.map((lang) => row(optOuts(lang))),
  row(optOuts('all')),
  '',
  `${read.filter(({ isRight }) => isRight).length} of ${read.length} are given a class that their label accepts. Of ${sure.length} that no person is asked about, ${sure.filter(({ isRight }) => isRight).length} are. Rows are labels, columns what was read.`,
  '',
  row(['', ...replyClasses.map(word)]),
  rule(['', ...replyClasses]),
  ...replyClasses.map((is) => row([word(is), ...replyClasses.map((as) => count(is, as))])),
  '',
  'Ten hard ones (wrong ones first, the surest of them first), with the words that decided:',
  '',
  row(['reply', 'label', 'read as', 'stop', 'sure', 'words']),
  rule(Array.from({ length: 6 })),
  ...hard.map(({ text, is, isRight, understood }) =>
    row([
      quoted(text),
      word(is),
      `${word(understood.class)}${isRight ? '' : ' (wrong)'}`,
      understood.stop,
      understood.confidence.toFixed(2),
      quoted(understood.deciders.join('; ')),
    ]),
  ),
].join('\n')

if (only === undefined) {
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, `${text.slice(0, text.indexOf(begin) + begin.length)}\n${report}\n${text.slice(text.indexOf(end))}`)
} else process.stdout.write(`${report}\n`)
