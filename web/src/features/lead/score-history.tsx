import type { ReactElement } from 'react'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'

type Decision = {
  at: string
  profileVersion: number
  score: number
  tier: string | null
  replay: { isSame: boolean; score: number; isReadTheSame: boolean }
}

const tierWords = (tier: string | null): string => tier?.replace('TIER_', 'tier ') ?? 'no tier'

/** What scoring the same again gives, in words. */
function replayWords({ score, replay }: Decision): string {
  if (!replay.isSame) return replay.score === score ? 'Replayed: same score, other words' : `Replayed: ${replay.score}`
  return replay.isReadTheSame ? 'Replayed: same' : 'Replayed: same; a fact would be read otherwise today'
}

/** How the lead was scored, newest first: each decision is scored again from what it saw, by the profile of its version. */
export function ScoreHistory({ decisions }: { decisions: readonly Decision[] }): ReactElement {
  return (
    <>
      <h3 className="sub-title">How it was scored</h3>
      <table className="small-table" aria-label="How it was scored">
        <tbody>
          {decisions.map((decision) => (
            <tr key={decision.at}>
              <td>
                {decision.score}, {tierWords(decision.tier)}
                <span className="muted sm">
                  {' '}
                  · {decision.profileVersion === 0 ? 'profile as shipped' : `profile version ${decision.profileVersion}`} ·{' '}
                  <Time at={decision.at} />
                </span>
              </td>
              <td data-align="end">
                <Icon name={decision.replay.isSame ? 'ok' : 'warn'} /> {replayWords(decision)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
