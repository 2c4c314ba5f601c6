import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type TemplateDocument, templateSchema } from '../craft/template.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { applyProposal } from './apply-proposal.ts'

/** An edit that was made to so many drafts of one angle that it is proposed for the template. */
export type TemplateProposal = {
  key: string
  angle: string
  field: 'subject' | 'body'
  before: string
  after: string
  left: string
  right: string
  /** Drafts it was made to. */
  drafts: number
  lastAt: Date
  /** The newest version of the text, which a change would be made to. */
  newestVersion: number
  /** That version with the change made; null where a person must do it, with why. */
  document: TemplateDocument | null
  whyNot: string | null
}

type Row = Omit<TemplateProposal, 'lastAt' | 'newestVersion' | 'document' | 'whyNot'> & {
  lastAt: string
  newestVersion: number | null
  stored: object | null
}

/** The open proposals, those of most drafts first; with a key that one alone. Words are those of the last edit. */
export async function listProposals(db: Sql, key: string | null = null): Promise<TemplateProposal[]> {
  const { document: settings } = await loadSettings(db, reviewSection)
  const { rows } = await db.execute<Row>(sql`
    select e.key, e.angle, e.field, e.before_words as before, e.after_words as after, e.left_words as "left", e.right_words as "right", p.drafts, e.at as "lastAt",
      t.version as "newestVersion", t.document as stored
    from (
      select c.key, count(distinct c.draft_id)::int as drafts from draft_edit_change c
      where ${key === null ? sql`true` : sql`c.key = ${key}`} group by c.key having count(distinct c.draft_id) >= ${settings.sameEdits}
    ) p
    cross join lateral (select * from draft_edit_change x where x.key = p.key order by x.at desc, x.id desc limit 1) e
    left join lateral (select v.version, v.document from template_version v where v.angle = e.angle order by v.version desc limit 1) t on true
    where not exists (select from template_proposal_decision d where d.key = p.key)
    order by p.drafts desc, e.at desc, e.key`)
  return rows.map(({ lastAt, newestVersion, stored, ...row }) => {
    const known = { ...row, lastAt: new Date(lastAt), newestVersion: newestVersion ?? 0 }
    const read = templateSchema.safeParse({ ...stored, angle: row.angle, version: newestVersion ?? 1 })
    if (stored === null || !read.success) return { ...known, document: null, whyNot: 'There is no such template any more.' }
    const applied = applyProposal(read.data, row)
    return applied.ok ? { ...known, document: applied.document, whyNot: null } : { ...known, document: null, whyNot: applied.reason }
  })
}
