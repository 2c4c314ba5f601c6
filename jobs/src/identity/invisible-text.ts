/**
 * Characters that nobody sees and that make one text look like two: zero width, soft hyphen, directional marks and overrides, variation
 * selectors, tags, byte order mark. All of `Default_Ignorable_Code_Point` but the fillers, which are letters of Hangul.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}--[\u115F\u1160\u3164\uFFA0]]/gv

/** The text without the characters that have no glyph. Line breaks, NUL and other controls stay: whoever asks refuses those. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '')
}

const PLACEHOLDER =
  /^(?:|[-–—_.?*/\\#\s]+|x{2,}|#?n\/?a|n\.a\.?|null|nil|none|undefined|nan|unknown|unavailable|not available|not found|no e-?mail|tbd|tba|\(blank\)|\(none\)|\[\]|\{\})$/i

/** True for what exports write into an empty cell: "", "-", "--", ".", "N/A", "#N/A", "null", "unavailable", "unknown" and their like. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim())
}
