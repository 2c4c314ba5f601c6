/** A status in its own word: `LINKEDIN_SENT` is “LinkedIn sent”. */
export function statusName(status: string): string {
  const word = status.replaceAll('_', ' ').toLowerCase().replace('linkedin', 'LinkedIn')
  return word.charAt(0).toUpperCase() + word.slice(1)
}
