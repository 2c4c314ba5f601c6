import { z } from 'zod'
import { ZONES } from './zones.ts'

const clockTime = z.string().regex(/^([01][0-9]|2[0-3]):([0-5][0-9])$/, 'must match pattern "^([01][0-9]|2[0-3]):([0-5][0-9])$"')
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must match format "date"')
  .nullish()
const unit = z.enum(['minutes', 'hours', 'days'])

const scheduleSchema = z.object({
  start_date: date,
  end_date: date,
  schedules: z
    .array(
      z.object({
        name: z.string(),
        timing: z.object({ from: clockTime, to: clockTime }),
        /** `"0"` is Sunday. */
        days: z.partialRecord(z.enum(['0', '1', '2', '3', '4', '5', '6']), z.boolean()),
        timezone: z.enum(ZONES),
      }),
    )
    .min(1),
})
export type CampaignSchedule = z.infer<typeof scheduleSchema>

const sequenceSchema = z.object({
  steps: z.array(
    z.object({
      type: z.literal('email'),
      /** The wait before the next step, not before this one. */
      delay: z.number().min(0),
      delay_unit: unit.optional(),
      pre_delay: z.number().optional(),
      pre_delay_unit: unit.optional(),
      variants: z.array(z.object({ subject: z.string(), body: z.string(), v_disabled: z.boolean().optional() })).min(1),
    }),
  ),
})

/** The body of create; the same with everything optional is that of patch. Unknown keys are dropped. */
export const campaignInputSchema = z.object({
  name: z.string().min(1),
  campaign_schedule: scheduleSchema,
  sequences: z.array(sequenceSchema).optional(),
  email_list: z.array(z.string()).optional(),
  email_tag_list: z.array(z.string()).optional(),
  daily_limit: z.number().nullish(),
  daily_max_leads: z.int().min(0).nullish(),
  /** Minutes. */
  email_gap: z.number().min(0).nullish(),
  /** Minutes. */
  random_wait_max: z.number().min(0).nullish(),
  stop_on_reply: z.boolean().nullish(),
  stop_on_auto_reply: z.boolean().nullish(),
  stop_for_company: z.boolean().nullish(),
  open_tracking: z.boolean().nullish(),
  link_tracking: z.boolean().nullish(),
  text_only: z.boolean().nullish(),
  first_email_text_only: z.boolean().nullish(),
  insert_unsubscribe_header: z.boolean().nullish(),
  allow_risky_contacts: z.boolean().nullish(),
  disable_bounce_protect: z.boolean().nullish(),
  prioritize_new_leads: z.boolean().nullish(),
  match_lead_esp: z.boolean().nullish(),
  is_evergreen: z.boolean().nullish(),
  limit_emails_per_company_override: z.looseObject({ mode: z.enum(['custom', 'disabled']) }).nullish(),
  auto_variant_select: z.looseObject({ trigger: z.enum(['reply_rate', 'click_rate', 'open_rate']) }).nullish(),
  provider_routing_rules: z.array(z.looseObject({})).optional(),
  cc_list: z.array(z.string()).optional(),
  bcc_list: z.array(z.string()).optional(),
  pl_value: z.number().nullish(),
  owned_by: z.string().nullish(),
  ai_sdr_id: z.string().nullish(),
})
