import { sql } from 'drizzle-orm'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { dispatchSection } from '../dispatch-settings.ts'
import { crashPoint } from './crash-point.ts'
import type { DirectPlatform } from './direct-platform.ts'
import { directColumns, readDirectSends, type StoredDirectSend } from './direct-sends.ts'
import type { AllHands } from './hands.ts'
import { looks } from './reconcile-sends.ts'

/** Unknown sends without a campaign are read about: present is accepted, absent three times is for a person. Nothing is ever sent from here. */
export async function reconcileDirectSends(hands: AllHands): Promise<void> {
  const sends = await readDirectSends(
    hands.writer.sql,
    sql`select ${directColumns} from send s join batch b on b.id = s.batch_id
      where s.status = 'UNKNOWN' and s.campaign_id is null and s.next_check_at <= (select business_now()) order by s.next_check_at limit 100`,
  )
  if (sends.length === 0) return
  const { document } = await loadSettings(hands.writer.sql, dispatchSection)
  const againMs = (document.reconcileMinutes * 60_000) / (looks - 1)
  for (const send of sends) {
    if (hands.stopping.aborted) return
    const platform = hands.direct.find((each) => each.platform === send.platform)
    if (platform) await lookFor(hands, platform, send, againMs)
  }
}

async function lookFor(hands: AllHands, platform: DirectPlatform, send: StoredDirectSend, againMs: number): Promise<void> {
  const look = await platform.lookFor(send).catch((error: unknown) => {
    // Not answered is not absent: looked for again, as often as before.
    if (!(error instanceof ProviderError)) throw error
    hands.log.warn({ err: error, send: send.id }, 'dispatch: an unknown send could not be looked up')
    return null
  })
  crashPoint('25 direct-unknown-read')
  if (look === null) return
  await hands.writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ checks: number }>(
      sql`select checks from send where id = ${send.id} and status = 'UNKNOWN' for update`,
    )
    const [row] = rows
    if (row === undefined) return
    const isLast = !look.isPresent && row.checks + 1 >= looks
    const finding = look.isPresent ? 'PRESENT' : 'LOOK_AGAIN'
    await tx.execute(sql`
      select settle_unknown(${send.id}, ${finding}, ${look.seen}, 'OPERATOR', ${isLast || look.isPresent ? null : againMs}, ${look.providerMessageId ?? null})`)
    if (isLast) {
      await tx.execute(sql`
        select from raise_alert(${`send-unknown:${send.id}`}, 'WARNING',
          'A platform gave no clear answer to a hand-over, and the send was not found there three times. It counts as sent; a person settles it on Send.')`)
    }
  })
}
