import { createLead, LEAD_INPUT_FIELDS } from '@swarm/jobs/discover/create-lead'
import { z } from 'zod'
import { Lead } from './lead-type.ts'
import { mutation, text } from './mutation.ts'

const words: Record<(typeof LEAD_INPUT_FIELDS)[number], string> = {
  email: 'Address; this or linkedinUrl is needed.',
  linkedinUrl: 'Profile, in any of LinkedIn’s forms.',
  firstName: 'Given name.',
  lastName: 'Family name.',
  title: 'Job title.',
  companyName: 'Employer.',
  companyDomain: 'Website or domain of the employer.',
  industry: 'Industry of the employer.',
  employees: 'People who work there: "120" or "51-200".',
  phone: 'Phone number, with the country code.',
  city: 'City where they work.',
  state: 'State or region.',
  country: 'Country where they work: its name or its code of two letters.',
}

mutation({
  name: 'createLead',
  description:
    'Makes one lead by hand, by the rules of a row of an import: refused when they are suppressed, excluded or known. What a person says counts more than any provider.',
  needs: ['operate'],
  input: (t) => Object.fromEntries(LEAD_INPUT_FIELDS.map((field) => [field, t.string({ description: words[field] })])),
  schema: z.object(Object.fromEntries(LEAD_INPUT_FIELDS.map((field) => [field, text({ max: 500 }).nullish()]))),
  run: (input, { writer, caller, mode }) => createLead(writer, caller, input, mode),
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The new lead.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
  }),
})
