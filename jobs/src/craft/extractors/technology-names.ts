import { remembered } from '../../identity/remembered.ts'

/**
 * Tools that read well in a sentence to a person who runs a business, best first: what sets a work flow's pace, then where its data lies.
 * Only these are spoken of. Sources also list page widgets, fonts and languages, which say nothing to a reader and give a robot away.
 */
const SPOKEN: readonly string[] = [
  'Bullhorn',
  'Shopify',
  'Klaviyo',
  'Clio',
  'NetDocuments',
  'HubSpot',
  'Salesforce',
  '6sense',
  'Marketo',
  'Pardot',
  'ActiveCampaign',
  'Mailchimp',
  'Outreach',
  'Salesloft',
  'Gong',
  'ZoomInfo',
  'Pipedrive',
  'Zoho CRM',
  'Microsoft Dynamics',
  'Greenhouse',
  'Lever',
  'Workday',
  'Workable',
  'BambooHR',
  'LinkedIn Recruiter',
  'NetSuite',
  'SAP',
  'QuickBooks',
  'Xero',
  'Sage',
  'Stripe',
  'Magento',
  'BigCommerce',
  'WooCommerce',
  'Zendesk',
  'Intercom',
  'Freshdesk',
  'Gorgias',
  'Asana',
  'Monday.com',
  'ClickUp',
  'Jira',
  'Trello',
  'Notion',
  'Airtable',
  'Smartsheet',
  'Zapier',
  'Tableau',
  'Power BI',
  'Looker',
  'Snowflake',
  'Databricks',
  'Segment',
  'Slack',
  'Microsoft Teams',
  'Zoom',
  'Google Workspace',
  'Microsoft 365',
  'Adobe',
  'Canva',
  'Figma',
  'DocuSign',
  'OpenAI',
]

/** Other spellings of the same tools, folded as below. */
const OTHER_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['salesforcecom', 'Salesforce'],
  ['salesforcecrm', 'Salesforce'],
  ['marketocom', 'Marketo'],
  ['adobemarketo', 'Marketo'],
  ['shopifyplus', 'Shopify'],
  ['slackcom', 'Slack'],
  ['microsoftoffice365', 'Microsoft 365'],
  ['office365', 'Microsoft 365'],
  ['outlook', 'Microsoft 365'],
  ['gsuite', 'Google Workspace'],
  ['googleapps', 'Google Workspace'],
  ['gmail', 'Google Workspace'],
  ['microsoftpowerbi', 'Power BI'],
  ['adobeexperiencecloud', 'Adobe'],
  ['adobecreativecloud', 'Adobe'],
  ['monday', 'Monday.com'],
  ['outreachio', 'Outreach'],
  ['dynamics365', 'Microsoft Dynamics'],
  ['microsoftdynamics365', 'Microsoft Dynamics'],
  ['oraclenetsuite', 'NetSuite'],
  ['chatgpt', 'OpenAI'],
  ['atlassianjira', 'Jira'],
])

const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
const RANKED = new Map(SPOKEN.map((name, rank) => [folded(name), { name, rank }]))

/** A tool that may be spoken of, by any of its spellings; the same few hundred stand in every list, and every word with a capital is asked for. */
const toolNamed = remembered(5_000, (name) => {
  const fold = folded(name)
  return RANKED.get(folded(OTHER_SPELLINGS.get(fold) ?? fold)) ?? null
})

/** The tools of a list that may be spoken of, by the names their owners use, best first, each once. */
export function spokenTechnologies(names: readonly string[]): string[] {
  const known = names.flatMap((name) => {
    const entry = toolNamed(name.slice(0, 100))
    return entry ? [entry] : []
  })
  return [...new Set(known.sort((a, b) => a.rank - b.rank).map((entry) => entry.name))]
}
