import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const linkedinQuery = graphql(`
  query LinkedinChecklist {
    linkedinChecklist { name passed value required evidence }
    accounts { id address platform paused }
  }
`)

export type LinkedinCriterion = ResultOf<typeof linkedinQuery>['linkedinChecklist'][number]
