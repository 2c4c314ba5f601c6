import { graphql } from '../../lib/graphql.ts'

/** What is stopped or paused besides everything. */
export const brakesQuery = graphql(`
  query Brakes {
    safety {
      angleStops { angle reason by since }
      pausedMotions
      pauses { motion reason by since }
    }
  }
`)

export const resumeMotion = graphql(`
  mutation ResumeMotion($input: ResumeMotionInput!) {
    resumeMotion(input: $input) {
      __typename
      ... on ResumeMotionSuccess { safety { pausedMotions pauses { motion reason by since } } }
      ... on UserError { code message }
    }
  }
`)

export const liftAngle = graphql(`
  mutation LiftAngle($input: SetEmergencyStopInput!) {
    setEmergencyStop(input: $input) {
      __typename
      ... on SetEmergencyStopSuccess { safety { angleStops { angle reason by since } stoppedAngles } }
      ... on UserError { code message }
    }
  }
`)

export const safetyChecksQuery = graphql(`
  query SafetyChecks($withAudit: Boolean!) {
    safetyChecks {
      checkedAt
      checkedAllAt
      broken { invariant subject fault }
      blockLists { platform confirmed open openSince lastError }
    }
    auditVerification @include(if: $withAudit) { state startedAt finishedAt links checked sends fault }
  }
`)

export const verifyAudit = graphql(`
  mutation VerifyAudit($input: VerifyAuditInput!) {
    verifyAudit(input: $input) {
      __typename
      ... on VerifyAuditSuccess { verification { state startedAt finishedAt links checked sends fault } }
      ... on UserError { code message }
    }
  }
`)

export const statementsQuery = graphql(`
  query Statements {
    statements(days: 30) {
      day
      platform
      ours
      theirs
      equal
      problem
      drawnAt
      differences { kind sendId address ours theirs }
    }
  }
`)
