import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const templatesQuery = graphql(`
  query Templates {
    templates {
      angle
      kind
      tiers
      outdated
      live { version }
      newest { version }
    }
    templatePlaceholders { name from example }
  }
`)

export const templateQuery = graphql(`
  query Template($angle: String!) {
    template(angle: $angle) {
      angle
      kind
      channel
      tiers
      outdated
      live { version }
      newest { version document createdBy }
      versions { version document note createdBy createdAt }
      signOffs { version note actor at }
    }
  }
`)

export const templatePreviewQuery = graphql(`
  query TemplatePreview($angle: String!, $document: JSON!, $leadId: ID) {
    templatePreview(angle: $angle, document: $document, leadId: $leadId) {
      passed
      checks { name label passed messages }
      unsaid { code message }
      forms {
        opener
        variant
        subject
        words
        footer
        subjectParts { text evidence }
        bodyParts { text evidence }
        compliance { name applies passed message }
        problems { code message }
      }
    }
  }
`)

export const templateLeadsQuery = graphql(`
  query TemplateLeads($search: String, $tier: [Tier!]) {
    leads(filter: { search: $search, tier: $tier }, first: 8) {
      edges { node { id fullName title tier company { id name } } }
    }
  }
`)

export const saveTemplate = graphql(`
  mutation SaveTemplate($input: SaveTemplateInput!) {
    saveTemplate(input: $input) {
      __typename
      ... on SaveTemplateSuccess { template { angle newest { version } } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const signOffTemplate = graphql(`
  mutation SignOffTemplate($input: SignOffTemplateInput!) {
    signOffTemplate(input: $input) {
      __typename
      ... on SignOffTemplateSuccess { template { angle live { version } } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export const outdatedDraftsQuery = graphql(`
  query OutdatedDrafts($angle: String!) {
    outdatedDrafts(angle: $angle) { id version }
  }
`)

export const recraftDrafts = graphql(`
  mutation RecraftDrafts($input: RecraftDraftsInput!) {
    recraftDrafts(input: $input) {
      __typename
      ... on RecraftDraftsSuccess { outcomes { draftId draft { id status } error { code message } } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

export type TemplateRow = ResultOf<typeof templatesQuery>['templates'][number]
export type Placeholder = ResultOf<typeof templatesQuery>['templatePlaceholders'][number]
export type Template = NonNullable<ResultOf<typeof templateQuery>['template']>
export type TemplateVersion = Template['versions'][number]
export type TemplatePreview = ResultOf<typeof templatePreviewQuery>['templatePreview']
export type TemplateForm = TemplatePreview['forms'][number]
export type TemplateLead = ResultOf<typeof templateLeadsQuery>['leads']['edges'][number]['node']
