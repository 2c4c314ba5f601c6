import type { JobContext } from '../../context.ts'
import { createResendPlatform } from '../../providers/resend/resend-platform.ts'
import { createSmtpPlatform } from '../../providers/smtp/smtp-platform.ts'
import type { DirectPlatform } from './direct-platform.ts'
import { ghlPlatform } from './ghl/ghl-platform.ts'
import { heyreachPlatform } from './heyreach/heyreach-platform.ts'

/** The platforms with a key that take one recipient with each delivering request. */
export function directPlatforms({ writer, log, ghl, heyreach, resend, smtpHost }: JobContext): DirectPlatform[] {
  return [
    ...(ghl === null ? [] : [ghlPlatform({ writer, log, ghl })]),
    ...(heyreach === null ? [] : [heyreachPlatform(writer, heyreach)]),
    ...(resend === null ? [] : [createResendPlatform(resend)]),
    ...(smtpHost === null ? [] : [createSmtpPlatform(smtpHost)]),
  ]
}
