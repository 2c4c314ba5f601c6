/** Why something was refused, skipped or held: a stable code and a sentence for a person. */
export type Reason = { code: string; message: string }
