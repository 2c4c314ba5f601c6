import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

export const calibrationQuery = graphql(`
  query Calibration {
    calibration {
      profileVersion leads replies positives firstSentAt lastSentAt
      missing { code message }
      parts { part today worth low high oddsPerPoint oddsLow oddsHigh proposed }
      backTest { fittedOn triedOn rate deciles { decile leads positives expected lift liftByScore } }
      proposal { patch hash }
    }
  }
`)
export type CalibrationShown = NonNullable<ResultOf<typeof calibrationQuery>['calibration']>

export const adoptCalibration = graphql(`
  mutation AdoptCalibration($input: AdoptCalibrationInput!) {
    adoptCalibration(input: $input) {
      __typename
      ... on AdoptCalibrationSuccess { version }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)
