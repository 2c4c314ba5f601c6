import type { ReplyClass } from './reply-class.ts'

/** A class as it stands in a sentence. */
export const classWords = (of: ReplyClass): string => of.toLowerCase().replaceAll('_', ' ')
