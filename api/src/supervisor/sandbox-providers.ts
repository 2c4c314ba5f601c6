/** Where the sandbox speaks each provider's wire; the product can't tell it from the real thing. */
export function sandboxProviders(url: string | null): Record<string, string> {
  return {
    APOLLO_BASE_URL: `${url}/apollo/api/v1`,
    APOLLO_API_KEY: 'sandbox-apollo-key',
    // So that a new sandbox has something to look at.
    FIRST_LEADS: '25',
    INSTANTLY_BASE_URL: `${url}/instantly/api/v2`,
    INSTANTLY_API_KEY: 'sandbox-instantly-key',
    HEYREACH_BASE_URL: `${url}/heyreach/api/public`,
    HEYREACH_API_KEY: 'sandbox-heyreach-key',
    GHL_BASE_URL: `${url}/ghl`,
    GHL_API_KEY: 'sandbox-ghl-key',
    GHL_LOCATION_ID: 'swarmSandboxLocation',
    GHL_CALENDAR_ID: 'swarmSandboxCalendar',
    BETTERCONTACT_BASE_URL: `${url}/bettercontact/api/v2`,
    BETTERCONTACT_API_KEY: 'sandbox-bettercontact-key',
    ZEROBOUNCE_BASE_URL: `${url}/zerobounce/v2`,
    ZEROBOUNCE_API_KEY: 'sandbox-zerobounce-key',
    CLAY_BASE_URL: `${url}/clay/v3/sources/webhook`,
    CLAY_API_KEY: 'sandbox-clay-table',
    CLAY_TABLE_TOKEN: 'sandbox-clay-token',
    LLM_BASE_URL: `${url}/llm/v1`,
    LLM_API_KEY: 'sandbox-llm-key',
    RESEND_BASE_URL: `${url}/resend`,
    RESEND_API_KEY: 'sandbox-resend-key',
    SLACK_BASE_URL: `${url}/slack/services`,
    SLACK_API_KEY: 'T0SANDBOX/B0SANDBOX/sandbox-slack-key',
    TWILIO_BASE_URL: `${url}/twilio`,
    TWILIO_API_KEY: 'sandbox-twilio-key',
    TWILIO_ACCOUNT_SID: 'ACsandbox0000000000000000000000000',
  }
}
