import type { Reader } from '@swarm/db/read'
import { type TemplateDocument, templateSchema } from '@swarm/jobs/craft/template'
import { sql } from 'drizzle-orm'
import { groupsInOrder } from './rows-in-order.ts'

export type TemplateVersionRow = {
  angle: string
  version: number
  document: TemplateDocument
  note: string | null
  createdBy: string
  createdAt: string
}
/** `live` is null while no version was ever signed off: then nothing is written from the text. */
export type TemplateRow = { angle: string; live: TemplateVersionRow | null; newest: TemplateVersionRow; outdated: number }
export type SignOffRow = { angle: string; version: number; replaced: number | null; note: string | null; actor: string; at: string }

type Stored = Omit<TemplateVersionRow, 'document'> & { document: object }
const columns = sql`t.angle, t.version, t.document, t.note, t.created_by as "createdBy", t.created_at as "createdAt"`
const whole = ({ document, ...row }: Stored): TemplateVersionRow => ({
  ...row,
  document: templateSchema.parse({ ...document, angle: row.angle, version: row.version }),
})

/** Every text: the version that is written from, the newest one, and how many waiting drafts were made from another one than the live. */
export async function loadTemplateRows(reader: Reader): Promise<TemplateRow[]> {
  return reader.read(async (db) => {
    const { rows } = await db.execute<Stored & { isLive: boolean; isNewest: boolean; outdated: number }>(sql`
      with live as (select distinct on (angle) angle, version from template_sign_off order by angle, id desc),
      newest as (select angle, max(version) as version from template_version group by angle)
      select ${columns}, coalesce(t.version = l.version, false) as "isLive", t.version = n.version as "isNewest",
        (select count(*)::int from draft d where d.status = 'PENDING' and not d.is_test and not d.is_edited and d.motion <> 'NURTURE'
          and d.angle = t.angle and d.template_version <> l.version) as outdated
      from template_version t join newest n on n.angle = t.angle left join live l on l.angle = t.angle
      where t.version in (l.version, n.version) order by t.angle`)
    return [...Map.groupBy(rows, ({ angle }) => angle)].flatMap(([angle, versions]) => {
      const newest = versions.find(({ isNewest }) => isNewest)
      const live = versions.find(({ isLive }) => isLive)
      return newest ? [{ angle, live: live ? whole(live) : null, newest: whole(newest), outdated: live?.outdated ?? 0 }] : []
    })
  })
}

/** Every version of each text, newest first. */
export async function loadTemplateVersions(reader: Reader, angles: readonly string[]): Promise<TemplateVersionRow[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<Stored>(
      sql`select ${columns} from template_version t where t.angle = any(${sql.param([...angles])}::text[]) order by t.version desc`,
    ),
  )
  return groupsInOrder(angles, rows.map(whole), ({ angle }) => angle)
}

/** Who let which version go live, the last first. */
export async function loadSignOffs(reader: Reader, angles: readonly string[]): Promise<SignOffRow[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<SignOffRow>(
      sql`select angle, version, replaced, note, actor, at from template_sign_off where angle = any(${sql.param([...angles])}::text[]) order by id desc`,
    ),
  )
  return groupsInOrder(angles, rows, ({ angle }) => angle)
}

/** Waiting drafts of a text that were made from another version than the live one and that nobody edited: at most `first`, oldest first. */
export async function loadOutdatedDrafts(reader: Reader, angle: string, first: number): Promise<string[]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ id: string }>(sql`
      select d.id from draft d where d.status = 'PENDING' and not d.is_test and not d.is_edited and d.motion <> 'NURTURE' and d.angle = ${angle}
        and d.template_version <> live_template(${angle}) order by d.id limit ${first}`),
  )
  return rows.map(({ id }) => id)
}
