/**
 * A timeline entry's sentence with the names of tiers and templates in words: `Score 100, TIER_1` is Score 100, tier 1. What stands in
 * quotation marks was written by a person and stays as it is.
 */
export function summaryWords(summary: string): string {
  const quote = summary.search(/[“"]/)
  const ours = quote === -1 ? summary : summary.slice(0, quote)
  const words = ours
    .replaceAll(/\bTIER_([123])\b/g, 'tier $1')
    .replaceAll(/^(Draft made: )([a-z_]+)/g, (_, before: string, template: string) => before + template.replaceAll('_', ' '))
  return words + summary.slice(ours.length)
}
