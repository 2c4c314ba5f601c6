import { domainAndParents, isSameOrSubdomain } from '@swarm/jobs/identity/domain-name'
import { parseEmail } from '@swarm/jobs/identity/email-address'
import { parseLinkedinProfile } from '@swarm/jobs/identity/linkedin-profile'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { sendTo } from '../harness/make-dispatch.ts'
import { load, type OutcomeAnswer } from '../integration/import/import-file.ts'
import { address, linked, slug, spelled, withLookalike } from './spellings.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000))
const settings = { seed, numRuns: 300 }

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
})
afterAll(() => api.stop())

/** A file of one column besides the names; every cell quoted. */
const file = (header: string, cells: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    `First Name,${header}\n${cells.map((cell, index) => `"N${index}","${cell.replaceAll('"', '""')}"`).join('\n')}\n`,
  )
const outcomes = async (content: Uint8Array, input: Record<string, unknown> = {}): Promise<OutcomeAnswer[]> =>
  (await load(api, key, content, input)).outcomes.nodes
const tally = (nodes: readonly OutcomeAnswer[]) => [...new Set(nodes.map(({ outcome, code }) => `${outcome} ${code}`))]

const people = 120
/** People with several spellings each: the same ones for a seed. */
const sampled = fc.sample(
  fc
    .nat()
    .chain((salt) => fc.tuple(fc.constant(salt), address(salt % 10_000)))
    .chain(([, base]) => fc.tuple(fc.constant(base), spelled(base), spelled(base), spelled(base))),
  { seed, numRuns: people },
)
const cast = [...new Map(sampled.map((one) => [keyOf(one[0]), one])).values()]

function keyOf(text: string): string {
  const parsed = parseEmail(text)
  return parsed.ok ? parsed.email.personKey : `refused: ${parsed.code} ${JSON.stringify(text)}`
}
function profileOf(text: string): string {
  const parsed = parseLinkedinProfile(text)
  return parsed.ok ? parsed.profile.key : `refused: ${parsed.code} ${JSON.stringify(text)}`
}

describe(`one person however they are written (seed ${seed})`, () => {
  test('case, space, trailing dot, IDN, Unicode forms, full width, zero width, +tag, Gmail dots: one key', () => {
    fc.assert(
      fc.property(
        address(7).chain((base) => fc.tuple(fc.constant(base), spelled(base))),
        ([base, other]) => keyOf(other) === keyOf(base) && !keyOf(base).startsWith('refused'),
      ),
      settings,
    )
  })

  test('a key is its own key, and another letter is another person', () => {
    fc.assert(
      fc.property(address(7), (base) => {
        expect(keyOf(keyOf(base))).toBe(keyOf(base))
        expect(keyOf(`z${base}`)).not.toBe(keyOf(base))
        expect(keyOf(base.replace('@', '@z'))).not.toBe(keyOf(base))
      }),
      settings,
    )
  })

  test('mixed scripts are refused, not guessed', () => {
    fc.assert(
      fc.property(address(7), fc.nat(20), (base, nth) => {
        const disguised = withLookalike(base, nth)
        fc.pre(disguised !== null)
        const parsed = parseEmail(disguised ?? '')
        expect(parsed.ok).toBe(false)
      }),
      settings,
    )
  })

  test('every form of a LinkedIn link is one profile; member ids keep their case', () => {
    fc.assert(
      fc.property(
        slug(7).chain((name) => fc.tuple(fc.constant(name), linked(name))),
        ([name, link]) => profileOf(link) === `in:${name}`,
      ),
      settings,
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '7', '_', '-', 'Z'), minLength: 4, maxLength: 20 }), (id) => {
        const sales = `https://www.linkedin.com/sales/lead/ACwAA${id},NAME_SEARCH,x1?_ntb=y`
        return profileOf(`linkedin.com/in/ACoAA${id}/`) === `urn:ACoAA${id}` && profileOf(sales) === `urn:ACwAA${id}`
      }),
      settings,
    )
  })
})

describe('for the real lists and the real duplicate check', () => {
  test('who was suppressed in one spelling is out in every other, and whoever is met in two is one', async () => {
    const half = cast.length >> 1
    const suppressed = cast.slice(0, half)
    const free = cast.slice(half)
    expect(
      tally(
        await outcomes(
          file(
            'Email',
            suppressed.map(([, spelling]) => spelling),
          ),
          { kind: 'SUPPRESSIONS' },
        ),
      ),
    ).toEqual(['CREATED null'])
    expect(
      tally(
        await outcomes(
          file(
            'Email',
            suppressed.map(([, , spelling]) => spelling),
          ),
        ),
      ),
    ).toEqual(['EXCLUDED SUPPRESSED'])
    // Twice in one file, each time in another spelling.
    const twice = await outcomes(
      file(
        'Email',
        free.flatMap((spellings) => spellings.slice(0, 2)),
      ),
    )
    expect(tally(twice.filter(({ row }) => row % 2 === 1))).toEqual(['CREATED null'])
    expect(tally(twice.filter(({ row }) => row % 2 === 0))).toEqual(['DUPLICATE MET_EARLIER'])
    const again = await outcomes(
      file(
        'Email',
        free.map(([, , , spelling]) => spelling),
      ),
    )
    // The address as written may be news; the person never is.
    expect(again.filter(({ outcome }) => outcome !== 'DUPLICATE' && outcome !== 'UPDATED')).toEqual([])
    const { rows } = await api.writer.pool.query<{ leads: number }>('select count(*)::int as leads from lead where person_key = any ($1)', [
      cast.map(([base]) => keyOf(base)),
    ])
    expect(rows).toEqual([{ leads: free.length }])
  })

  test('the guards at send time read the same keys', async () => {
    const asked = cast.slice(0, cast.length >> 1).map(([, , , spelling], place) => {
      const parsed = parseEmail(spelling)
      if (!parsed.ok) throw new Error(spelling)
      return { ...sendTo(parsed.email.address), person: parsed.email.personKey, key: String(place), leadId: null }
    })
    const { rows } = await api.writer.pool.query<{ passed: number; refused: number }>(
      `select count(*) filter (where passed)::int as passed, count(*) filter (where not passed)::int as refused from send_verdicts($1, 'PLAN') where rule = 'SUPPRESSED'`,
      [JSON.stringify(asked)],
    )
    expect(rows).toEqual([{ passed: 0, refused: asked.length }])
  })

  test('profiles too: one link in two forms is one lead', async () => {
    const links = fc.sample(
      fc
        .nat(99_999)
        .chain((number) => slug(number))
        .chain((name) => fc.tuple(fc.constant(name), linked(name), linked(name))),
      { seed, numRuns: 60 },
    )
    const each = [...new Map(links.map((one) => [one[0], one])).values()]
    expect(
      tally(
        await outcomes(
          file(
            'Person Linkedin Url',
            each.map(([, link]) => link),
          ),
        ),
      ),
    ).toEqual(['CREATED null'])
    expect(
      tally(
        await outcomes(
          file(
            'Person Linkedin Url',
            each.map(([, , link]) => link),
          ),
        ),
      ),
    ).toEqual(['DUPLICATE KNOWN'])
  })

  test('domains match on label borders, in SQL as in TypeScript', async () => {
    const label = fc.constantFrom('a', 'acme', 'notacme', 'mail', 'example', 'co', 'xn--bcher-kva')
    const name = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => labels.join('.'))
    const pairs = fc.sample(fc.tuple(name, name), { seed, numRuns: 2000 })
    const { rows } = await api.writer.pool.query<{ covers: boolean; parents: string[] }>(
      `select p.parent = any (domain_and_parents(p.domain)) as covers, domain_and_parents(p.domain) as parents
       from unnest($1::text[], $2::text[]) with ordinality as p(domain, parent, nth) order by p.nth`,
      [pairs.map(([one]) => one), pairs.map(([, other]) => other)],
    )
    const wrong = pairs.filter(([one, other], place) => rows[place]?.covers !== isSameOrSubdomain(one, other))
    expect(wrong).toEqual([])
    // The database also names the top-level domain, which nobody can put on a list.
    expect(pairs.filter(([one], place) => rows[place]?.parents.slice(0, -1).join() !== domainAndParents(one).join())).toEqual([])
  })

  test('an excluded domain takes what lies below it, and nothing that only ends like it', async () => {
    await load(api, key, new TextEncoder().encode('Company,Domain\nBorder,border.example\n'), { kind: 'COMPETITORS' })
    const rows = [
      'a@border.example',
      'a@MAIL.border.example.',
      'a@x.y.border.example',
      'a@notborder.example',
      'a@border.example.org',
      'a@bord.er.example',
    ]
    expect((await outcomes(file('Email', rows))).map(({ outcome }) => outcome)).toEqual([
      'EXCLUDED',
      'EXCLUDED',
      'EXCLUDED',
      'CREATED',
      'CREATED',
      'CREATED',
    ])
  })

  test('an import never lifts a suppression, whatever its columns say', async () => {
    const before = await api.writer.pool.query('select count(*)::int as held from suppression where lifted_at is null')
    const rows = cast
      .slice(0, cast.length >> 1)
      .map(([, , , spelling]) => `"${spelling.replaceAll('"', '""')}",No,False,Replied,verified,no`)
    const content = new TextEncoder().encode(`Email,Unsubscribed,Email Bounced,Stage,Email Status,Do Not Contact\n${rows.join('\n')}\n`)
    expect(tally(await outcomes(content))).toEqual(['EXCLUDED SUPPRESSED'])
    const after = await api.writer.pool.query('select count(*)::int as held from suppression where lifted_at is null')
    expect(after.rows).toEqual(before.rows)
  })
})
