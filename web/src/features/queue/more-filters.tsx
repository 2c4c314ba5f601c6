import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../lib/graphql.ts'
import { Select } from '../../ui/field.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Channel, QueueView } from './queue-address.ts'

const groupsQuery = graphql(`
  query QueueGroups {
    queueSummary { groups { by name campaignId count } }
  }
`)

const any = ''
/** Scores from which and up to which drafts may be asked for: the bounds of the tiers, and the best. */
const scores = { from: [90, 80, 60, 40], upTo: [89, 79, 59] }

/** The bounds that may be chosen, and the one that the address names. */
function bounds(usual: readonly number[], chosen: number | null, words: string): { value: string; label: string }[] {
  return [...new Set([...usual, ...(chosen === null ? [] : [chosen])])].map((score) => ({
    value: String(score),
    label: `${score} ${words}`,
  }))
}

/** Channel, angle, source, campaign and score; what can be chosen is asked for when the filters are opened. */
export function MoreFilters({ view, onView }: { view: QueueView; onView(view: QueueView): void }): ReactElement {
  const [{ data }] = useQuery({ query: groupsQuery, requestPolicy: 'cache-and-network' })
  const groups = data?.queueSummary.groups ?? []
  const options = (by: string, chosen: string | null, all: string) => {
    const found = groups
      .filter((group) => group.by === by)
      .map(({ name, campaignId, count }) => ({
        value: campaignId ?? name,
        label: `${visibleText(name.replaceAll('_', ' '))} (${count})`,
      }))
    // What is chosen stays there to be unchosen, when none of it waits any more.
    const gone = chosen !== null && !found.some(({ value }) => value === chosen)
    return [{ value: any, label: all }, ...found, ...(gone ? [{ value: chosen, label: 'Chosen before (0)' }] : [])]
  }
  return (
    <>
      <Select<Channel | ''>
        label="Channel"
        value={view.channel ?? any}
        options={[
          { value: any, label: 'All' },
          { value: 'EMAIL', label: 'Email' },
          { value: 'LINKEDIN', label: 'LinkedIn' },
        ]}
        onChange={(channel) => onView({ ...view, channel: channel || null })}
      />
      <Select<string>
        label="Angle"
        value={view.angle ?? any}
        options={options('ANGLE', view.angle, 'All angles')}
        onChange={(angle) => onView({ ...view, angle: angle || null })}
      />
      <Select<string>
        label="Source"
        value={view.source ?? any}
        options={options('SOURCE', view.source, 'All sources')}
        onChange={(source) => onView({ ...view, source: source || null })}
      />
      <Select<string>
        label="Campaign"
        value={view.campaign ?? any}
        options={options('CAMPAIGN', view.campaign, 'All campaigns')}
        onChange={(campaign) => onView({ ...view, campaign: campaign || null })}
      />
      <Select<string>
        label="Score from"
        value={view.score === null ? any : String(view.score)}
        options={[{ value: any, label: 'Any' }, ...bounds(scores.from, view.score, 'or more')]}
        onChange={(score) => onView({ ...view, score: score === any ? null : Number(score) })}
      />
      <Select<string>
        label="Score up to"
        value={view.scoreMax === null ? any : String(view.scoreMax)}
        options={[{ value: any, label: 'Any' }, ...bounds(scores.upTo, view.scoreMax, 'or less')]}
        onChange={(score) => onView({ ...view, scoreMax: score === any ? null : Number(score) })}
      />
    </>
  )
}
