import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const leadMeetingsQuery = graphql(`
  query LeadMeetings($id: ID!) {
    lead(id: $id) {
      id
      timeZone
      meetings { id source status startAt words message requestedBy }
    }
  }
`)

export type Meeting = NonNullable<ResultOf<typeof leadMeetingsQuery>['lead']>['meetings'][number]

export const meetingSlotsQuery = graphql(`
  query MeetingSlots($id: ID!, $from: DateTime!, $to: DateTime!) {
    meetingSlots(leadId: $id, from: $from, to: $to) { startAt timeZone isLeadZone words }
  }
`)

export type Slot = ResultOf<typeof meetingSlotsQuery>['meetingSlots'][number]

export const bookMeeting = graphql(`
  mutation BookMeeting($input: BookMeetingInput!) {
    bookMeeting(input: $input) {
      __typename
      ... on BookMeetingSuccess { message meeting { id status } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)
