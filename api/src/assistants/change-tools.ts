import {
  seenAlert,
  seenBatch,
  seenDraft,
  seenLead,
  seenNothing,
  seenParked,
  seenPlan,
  seenReply,
  seenSafety,
  seenWholeBatch,
} from './seen.ts'
import type { ChangeTool } from './tool.ts'

const safetyNow = 'safety { emergencyStop reason since by shadowMode pausedMotions angleStops { angle reason } }'
const failed =
  '__typename ... on UserError { code message } ... on RefusedError { reasons { code message } } ... on ConflictError { decidedBy decidedAt currentVersion }'

const draftLook = `query ($draftId: ID!) { ${safetyNow} draft(id: $draftId) { id version status subject body footer angle tier channel step
  route { platform account } lead { id fullName title email status company { name } } compliance { name passed applies message }
  guardNotes { code message } } }`
const batchLook = `query ($batchId: ID!) { ${safetyNow} batch(id: $batchId) { id status motion scopeHash counts createdBy expiresAt
  sends(first: 200) { totalCount edges { node { scheduledAt channel platform account step address subject body lead { fullName company { name } } } } } } }`
const replyLook = `query ($replyId: ID!) { ${safetyNow} node(id: $replyId) { ... on Reply { id version class confidence channel subject newText
  preparedAnswer { subject body } lead { id fullName status company { name } } } } }`
const alertLook = 'query ($alertId: ID!) { node(id: $alertId) { ... on Alert { id severity message count open acknowledgedBy lastAt } } }'
const safetyLook = `{ ${safetyNow} }`

type Declared = Omit<ChangeTool, 'describedBy' | 'filled' | 'sends'> & Partial<Pick<ChangeTool, 'describedBy' | 'filled' | 'sends'>>

const change = ({ describedBy, filled = [], sends = false, ...tool }: Declared): ChangeTool => ({
  ...tool,
  describedBy: describedBy ?? `Mutation.${tool.name}`,
  filled,
  sends,
})

const decideBatch = (name: string, effect: string, sends: boolean): ChangeTool =>
  change({
    name,
    group: 'operate',
    needs: ['operate'],
    sends,
    look: batchLook,
    // What lets go is shown whole; what ends it need not be.
    seen: sends ? seenWholeBatch : seenBatch,
    filled: ['scopeHash'],
    effect,
    document: `mutation ($batchId: ID!, $scopeHash: String!, $reason: String, $clientMutationId: String) {
      ${name}(input: { batchId: $batchId, scopeHash: $scopeHash, reason: $reason, clientMutationId: $clientMutationId }) {
        ${failed} ... on ${name === 'approveBatch' ? 'ApproveBatchSuccess' : 'RejectBatchSuccess'} { batch { id status counts } } } }`,
  })

/** Decisions on drafts and replies. */
const reviewTools: readonly ChangeTool[] = [
  change({
    name: 'approveDraft',
    group: 'review',
    needs: ['review'],
    look: draftLook,
    seen: seenDraft,
    filled: ['version'],
    effect: 'Approves the draft as it is shown, or with the text that you gave. It goes out only in a batch that a person approves.',
    document: `mutation ($draftId: ID!, $version: Int!, $note: String, $subject: String, $body: String, $clientMutationId: String) {
      approveDraft(input: { draftId: $draftId, version: $version, note: $note, subject: $subject, body: $body, clientMutationId: $clientMutationId }) {
        ${failed} ... on ApproveDraftSuccess { draft { id version status undoUntil } } } }`,
  }),
  change({
    name: 'rejectDraft',
    group: 'review',
    needs: ['review'],
    look: draftLook,
    seen: seenDraft,
    filled: ['version'],
    effect: 'Rejects the draft, with the reason for everyone to read.',
    document: `mutation ($draftId: ID!, $version: Int!, $tag: String!, $reason: String!, $exclude: ExclusionKind, $clientMutationId: String) {
      rejectDraft(input: { draftId: $draftId, version: $version, tag: $tag, reason: $reason, exclude: $exclude, clientMutationId: $clientMutationId }) {
        ${failed} ... on RejectDraftSuccess { draft { id version status undoUntil } } } }`,
  }),
  change({
    name: 'editDraft',
    group: 'review',
    needs: ['review'],
    look: draftLook,
    seen: seenDraft,
    filled: ['version'],
    effect: 'Puts your text in place of the one that is shown; it is checked again and still waits for a decision.',
    document: `mutation ($draftId: ID!, $version: Int!, $subject: String, $body: String, $clientMutationId: String) {
      editDraft(input: { draftId: $draftId, version: $version, subject: $subject, body: $body, clientMutationId: $clientMutationId }) {
        ${failed} ... on EditDraftSuccess { draft { id version status subject body compliance { name passed applies message } } } } }`,
  }),
  change({
    name: 'undoReview',
    group: 'review',
    needs: ['review'],
    look: draftLook,
    seen: seenDraft,
    filled: ['version'],
    effect: 'Takes the last decision on the draft back.',
    document: `mutation ($draftId: ID!, $version: Int!, $clientMutationId: String) {
      undoReview(input: { draftId: $draftId, version: $version, clientMutationId: $clientMutationId }) {
        ${failed} ... on UndoReviewSuccess { draft { id version status } } } }`,
  }),
  change({
    name: 'approveAndSendDraft',
    group: 'review',
    needs: ['review', 'operate'],
    sends: true,
    look: draftLook,
    seen: seenDraft,
    filled: ['version'],
    effect: 'Approves the draft and sends it to this one person.',
    document: `mutation ($draftId: ID!, $version: Int!, $note: String, $subject: String, $body: String, $clientMutationId: String) {
      approveAndSendDraft(input: { draftId: $draftId, version: $version, note: $note, subject: $subject, body: $body, clientMutationId: $clientMutationId }) {
        ${failed} ... on ApproveAndSendDraftSuccess { message draft { id status } send { id status code message } } } }`,
  }),
  change({
    name: 'classifyReply',
    group: 'review',
    needs: ['review'],
    look: replyLook,
    seen: seenReply,
    filled: ['version'],
    effect: 'Says what the reply is; what follows for its lead (exit from the cadence, suppression, answer) follows at once.',
    document: `mutation ($replyId: ID!, $version: Int!, $class: ReplyClass!, $notBefore: Date, $returnsOn: Date, $clientMutationId: String) {
      classifyReply(input: { replyId: $replyId, version: $version, class: $class, notBefore: $notBefore, returnsOn: $returnsOn, clientMutationId: $clientMutationId }) {
        ${failed} ... on ClassifyReplySuccess { reply { id version class lead { status } } } } }`,
  }),
  change({
    name: 'answerReply',
    group: 'review',
    needs: ['review', 'operate'],
    sends: true,
    look: replyLook,
    seen: seenReply,
    effect: 'Sends your text as an answer to this reply.',
    document: `mutation ($replyId: ID!, $subject: String!, $body: String!, $clientMutationId: String) {
      answerReply(input: { replyId: $replyId, subject: $subject, body: $body, clientMutationId: $clientMutationId }) {
        ${failed} ... on AnswerReplySuccess { message send { id status code message } } } }`,
  }),
]

/** Batches, stops, lists, alerts. */
const operateTools: readonly ChangeTool[] = [
  change({
    name: 'dispatch',
    group: 'operate',
    needs: ['operate'],
    sends: true,
    look: `mutation ($motion: DispatchMotion!, $limit: Int) { dispatch(input: { motion: $motion, limit: $limit, live: false }) {
      ${failed} ... on DispatchSuccess { preview { counts planned(first: 200) { totalCount edges { node { scheduledAt channel platform account step
        draft { id version subject } lead { fullName email company { name } } } } } held(first: 100) { edges { node { code message lead { fullName } } } } } } } }`,
    seen: seenPlan,
    effect: 'Freezes these sends into batches. Nothing goes out by that alone: each batch then waits for approveBatch.',
    document: `mutation ($motion: DispatchMotion!, $limit: Int, $clientMutationId: String) {
      dispatch(input: { motion: $motion, limit: $limit, live: true, clientMutationId: $clientMutationId }) {
        ${failed} ... on DispatchSuccess { batches { id status motion scopeHash counts expiresAt } } } }`,
  }),
  decideBatch('approveBatch', 'Approves the frozen batch: its sends go out by themselves at their times.', true),
  decideBatch('rejectBatch', 'Rejects the frozen batch: none of its sends goes out.', false),
  change({
    name: 'cancelBatch',
    group: 'operate',
    needs: ['operate'],
    look: batchLook,
    seen: seenBatch,
    effect: 'Cancels the batch: what has not gone out does not go.',
    document: `mutation ($batchId: ID!, $reason: String, $clientMutationId: String) {
      cancelBatch(input: { batchId: $batchId, reason: $reason, clientMutationId: $clientMutationId }) {
        ${failed} ... on CancelBatchSuccess { batch { id status counts } } } }`,
  }),
  change({
    name: 'stopSending',
    group: 'operate',
    describedBy: 'Mutation.setEmergencyStop',
    needs: ['read'],
    needsOneOf: ['review', 'operate'],
    look: safetyLook,
    seen: seenSafety,
    atOnce: () => true,
    effect: 'Stops all sending.',
    document: `mutation ($reason: String!, $angle: String) { setEmergencyStop(input: { active: true, reason: $reason, angle: $angle }) {
      ${failed} ... on SetEmergencyStopSuccess { ${safetyNow} } } }`,
  }),
  change({
    name: 'liftStop',
    group: 'operate',
    describedBy: 'Mutation.setEmergencyStop',
    needs: ['admin'],
    sends: true,
    look: safetyLook,
    seen: seenSafety,
    effect: 'Lifts the emergency stop: what is approved and due may go out again.',
    document: `mutation ($reason: String!, $angle: String, $clientMutationId: String) {
      setEmergencyStop(input: { active: false, reason: $reason, angle: $angle, clientMutationId: $clientMutationId }) {
        ${failed} ... on SetEmergencyStopSuccess { ${safetyNow} } } }`,
  }),
  change({
    name: 'resumeMotion',
    group: 'operate',
    needs: ['operate'],
    sends: true,
    look: safetyLook,
    seen: seenSafety,
    effect: 'Ends the pause of this motion: what is approved and due may go out again.',
    document: `mutation ($motion: Motion!, $reason: String!, $clientMutationId: String) {
      resumeMotion(input: { motion: $motion, reason: $reason, clientMutationId: $clientMutationId }) {
        ${failed} ... on ResumeMotionSuccess { ${safetyNow} } } }`,
  }),
  change({
    name: 'releaseParkedSends',
    group: 'operate',
    needs: ['operate'],
    sends: true,
    look: `{ ${safetyNow} parkedSends(first: 200) { edges { node { id status code message channel platform account step scheduledAt subject
      lead { fullName status company { name } } } } } }`,
    seen: seenParked,
    effect: 'Lets these parked sends be planned again, or with `discard` drops them.',
    document: `mutation ($sendIds: [ID!]!, $discard: Boolean, $reason: String!, $clientMutationId: String) {
      releaseParkedSends(input: { sendIds: $sendIds, discard: $discard, reason: $reason, clientMutationId: $clientMutationId }) {
        ${failed} ... on ReleaseParkedSendsSuccess { sends { id status code message } } } }`,
  }),
  change({
    name: 'suppress',
    group: 'operate',
    needs: ['operate'],
    look: safetyLook,
    seen: seenNothing,
    effect: 'Suppresses this address, domain or profile for ever; only an admin can lift it.',
    document: `mutation ($email: String, $domain: String, $linkedinUrl: String, $reason: String!, $clientMutationId: String) {
      suppress(input: { email: $email, domain: $domain, linkedinUrl: $linkedinUrl, reason: $reason, clientMutationId: $clientMutationId }) {
        ${failed} ... on SuppressSuccess { suppression { id email domain linkedinUrl reason at } } } }`,
  }),
  change({
    name: 'exclude',
    group: 'operate',
    needs: ['operate'],
    look: safetyLook,
    seen: seenNothing,
    effect: 'Excludes this address or domain; its leads leave the pipeline.',
    document: `mutation ($email: String, $domain: String, $kind: ExclusionKind!, $note: String, $clientMutationId: String) {
      exclude(input: { email: $email, domain: $domain, kind: $kind, note: $note, clientMutationId: $clientMutationId }) {
        ${failed} ... on ExcludeSuccess { exclusion { id email domain kind at } } } }`,
  }),
  change({
    name: 'addNote',
    group: 'operate',
    needs: ['operate'],
    look: 'query ($leadId: ID!) { lead(id: $leadId) { id fullName status company { name } } }',
    seen: seenLead,
    effect: 'Puts your words on the timeline of this lead.',
    document: `mutation ($leadId: ID!, $text: String!, $clientMutationId: String) {
      addNote(input: { leadId: $leadId, text: $text, clientMutationId: $clientMutationId }) { ${failed} ... on AddNoteSuccess { lead { id } } } }`,
  }),
  change({
    name: 'acknowledgeAlert',
    group: 'operate',
    needs: ['operate'],
    look: alertLook,
    seen: seenAlert,
    effect: 'Says that somebody is on this alert, so that it rises no further.',
    document: `mutation ($alertId: ID!, $clientMutationId: String) {
      acknowledgeAlert(input: { alertId: $alertId, clientMutationId: $clientMutationId }) { ${failed} ... on AcknowledgeAlertSuccess { alert { id acknowledgedBy } } } }`,
  }),
  change({
    name: 'resolveAlert',
    group: 'operate',
    needs: ['operate'],
    look: alertLook,
    seen: seenAlert,
    effect: 'Says that this alert is over.',
    document: `mutation ($alertId: ID!, $note: String, $clientMutationId: String) {
      resolveAlert(input: { alertId: $alertId, note: $note, clientMutationId: $clientMutationId }) { ${failed} ... on ResolveAlertSuccess { alert { id open resolvedBy } } } }`,
  }),
]

export const changeTools: readonly ChangeTool[] = [...reviewTools, ...operateTools]
