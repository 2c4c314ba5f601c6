import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '@swarm/api/cli/run-command'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'))
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const scripts: Record<string, string> = JSON.parse(textOf('package.json')).scripts

test.each(files)('%s: every link leads to a file, and to a heading where it names one', (file) => {
  const dead = [...textOf(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(([, path = '', heading]) => {
    const target = path === '' ? join(root, file) : join(root, dirname(file), path)
    if (!existsSync(target)) return true
    if (heading === undefined) return false
    const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
      words
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    )
    return !headings.includes(heading)
  })
  expect(dead.map(([link]) => link)).toEqual([])
})

test('every decision has a number of its own', () => {
  const numbers = readdirSync(join(root, 'docs/decisions')).map((name) => name.slice(0, 4))
  expect(numbers).toEqual([...new Set(numbers)])
})

test.each(files)('%s: every `npm run` is a script of this project', (file) => {
  const named = [...textOf(file).matchAll(/npm run (?:-s )?([a-z][a-z:]*)/g)].map(([, script = '']) => script)
  expect(named.filter((script) => scripts[script] === undefined)).toEqual([])
})

test.each(files)('%s: every `swarm` command exists and takes these options', async (file) => {
  for (const [, line = ''] of textOf(file).matchAll(/npm run swarm -- ([a-z][^`\n#|]*)/g)) {
    const words = [...line.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word.replaceAll('"', ''))
    const name = words.filter((word) => !word.startsWith('--'))
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2))
    // The longest beginning that is a command answers --help; the rest are its words and values.
    let help: string[] | null = null
    for (let count = Math.min(2, name.length); count > 0 && help === null; count -= 1) {
      const out: string[] = []
      const surroundings = {
        folder: root,
        root,
        environment: {},
        print: (text: string) => out.push(text),
        tell: () => {},
        ask: async () => null,
      }
      if ((await runCommand([...name.slice(0, count), '--help'], surroundings)) === 0) help = out
    }
    expect(help, line).not.toBeNull()
    for (const option of options) expect(help?.join('\n'), line).toContain(`--${option}`)
  }
})

test('every command of the command line is run by a test, as the documents write it', async () => {
  const out: string[] = []
  await runCommand(['help'], {
    folder: root,
    root,
    environment: {},
    print: (text: string) => out.push(text),
    tell: () => {},
    ask: async () => null,
  })
  const names = out.flatMap((line) => /^ {2}([a-z][a-z -]*?)(?: [A-Z]+)* {2}/.exec(line)?.[1] ?? [])
  expect(names.length).toBeGreaterThan(20)
  const tests = readdirSync(join(root, 'test/integration'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => textOf(join('test/integration', name)))
    .join('\n')
  const isRun = (name: string) => {
    const words = name.split(' ')
    const command = words.map((word, place) => (place === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`)).join('')
    const typed = words.map((word) => `'${word}'`).join(',\\s*')
    return tests.includes(`${command}.run(`) || new RegExp(`(?:[[(]|main\\.ts'\\),)\\s*${typed}[,\\])]`).test(tests)
  }
  expect(names.filter((name) => !isRun(name))).toEqual([])
})
