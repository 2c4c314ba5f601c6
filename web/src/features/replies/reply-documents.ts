import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const replyFields = graphql(`
  fragment Reply_reply on Reply @_unmask {
    id
    lead { id fullName email title company { id name } }
    matchedBy
    channel
    from
    subject
    text
    newText
    class
    readAs
    confidence
    deciders
    doubtful
    stopsCompany
    dataRequest
    dataAnswerBy
    automatic
    needsPerson
    confirmedBy
    returnsOn
    notBefore
    referral
    namedPerson { name title email }
    referralLead { id fullName email }
    colleagues { id fullName title }
    preparedAnswer { subject body }
    answer { id status }
    version
    at
  }
`)

export type Reply = ResultOf<typeof replyFields>
export type ReplyClass = Reply['class']

export const repliesQuery = graphql(
  `
  query Replies($unconfirmed: Boolean, $unmatched: Boolean, $first: Int, $after: String, $count: Boolean!) {
    replies(unconfirmed: $unconfirmed, unmatched: $unmatched, first: $first, after: $after) {
      edges { node { ...Reply_reply } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`,
  [replyFields],
)

export const replyQuery = graphql(
  `
  query OneReply($id: ID!) {
    node(id: $id) { __typename ... on Reply { ...Reply_reply } }
  }
`,
  [replyFields],
)

export const replyChanged = graphql(`
  subscription ReplyChanged {
    replyChanged { id class confirmedBy needsPerson version }
  }
`)

export const classifyReply = graphql(
  `
  mutation ClassifyReply($input: ClassifyReplyInput!) {
    classifyReply(input: $input) {
      __typename
      ... on ClassifyReplySuccess { reply { ...Reply_reply } }
      ... on UserError { code message }
    }
  }
`,
  [replyFields],
)

export const assignReply = graphql(
  `
  mutation AssignReply($input: AssignReplyInput!) {
    assignReply(input: $input) {
      __typename
      ... on AssignReplySuccess { reply { ...Reply_reply } }
      ... on UserError { code message }
    }
  }
`,
  [replyFields],
)

export const createReferredLead = graphql(
  `
  mutation CreateReferredLead($input: CreateReferredLeadInput!) {
    createReferredLead(input: $input) {
      __typename
      ... on CreateReferredLeadSuccess { reply { ...Reply_reply } }
      ... on UserError { code message }
    }
  }
`,
  [replyFields],
)

export const answerReply = graphql(
  `
  mutation AnswerReply($input: AnswerReplyInput!) {
    answerReply(input: $input) {
      __typename
      ... on AnswerReplySuccess { message reply { ...Reply_reply } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [replyFields],
)

export const leadsToAssign = graphql(`
  query LeadsToAssign($search: String!) {
    leads(filter: { search: $search }, first: 6) {
      edges { node { id fullName email company { id name } } }
    }
  }
`)
