/** A score reason without the points that stand beside it in their own column, and with its tier in words. */
export function reasonWords(message: string): string {
  return message.replace(/: [+\-−][\d.]+(?: of [\d.]+)?(?=$|,)/, '').replaceAll(/TIER_(\d)/g, 'tier $1')
}
