import type { Prices } from '../settings/prices.ts'

/** What was asked of one provider. */
export type Spent = { provider: string; credits: number; asked: number; found: number }
/** `amount`: in the currency of the prices; null: nobody has said what a credit costs. */
export type ProviderCost = Spent & { amount: number | null }

export type Costs = {
  from: string
  to: string
  currency: string
  providers: ProviderCost[]
  /** Null while a provider that took credits has no price. */
  total: number | null
  leads: number
  replies: number
  meetings: number
  /** Null where there were none, or the total is not known: a cost is never infinite, and never free because nobody set a price. */
  perLead: number | null
  perReply: number | null
  perMeeting: number | null
}

type Facts = {
  from: string
  to: string
  spent: readonly Spent[]
  counts: Pick<Costs, 'leads' | 'replies' | 'meetings'>
  prices: Prices
}

/** Money is whole hundredths once it is shown. */
const cents = (amount: number): number => Math.round(amount * 100) / 100

/** What it came to, and what that is for each lead, reply and meeting of the same days. */
export function costsOf({ from, to, spent, counts, prices }: Facts): Costs {
  const perCredit = new Map<string, number>(Object.entries(prices.perCredit))
  const providers = spent.map((one): ProviderCost => {
    const price = perCredit.get(one.provider) ?? 0
    return { ...one, amount: one.credits === 0 ? 0 : price === 0 ? null : cents(one.credits * price) }
  })
  const total = providers.reduce<number | null>((sum, { amount }) => (sum === null || amount === null ? null : cents(sum + amount)), 0)
  const per = (count: number): number | null => (total === null || count === 0 ? null : cents(total / count))
  const { leads, replies, meetings } = counts
  return {
    from,
    to,
    currency: prices.currency,
    providers,
    total,
    ...counts,
    perLead: per(leads),
    perReply: per(replies),
    perMeeting: per(meetings),
  }
}
