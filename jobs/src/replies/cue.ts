import type { ReplyClass } from './reply-class.ts'

/** A class, what its words add to it, and the words: over folded text (lower case, no accents). */
export type Cue = readonly [ReplyClass, number, RegExp]
