import { z } from 'zod'

/** The name of a text, of first emails the angle: what a text is saved under, stopped by and counted by. */
export const angleName: z.ZodString = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,60}$/, 'is no name of an angle: small letters, digits and underscores, 2 to 61 of them')
