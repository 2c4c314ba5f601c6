/** Why a lead is disqualified, by the name that the API has for it. */
export const causeWords: Record<string, string> = {
  score: 'the score is too low',
  exclusion: 'excluded or suppressed',
  region: 'the region does not allow it',
  not_interested: 'not interested',
}
