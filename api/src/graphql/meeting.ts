import type { meetingSource, meetingStatus } from '@swarm/db/schema/meeting'
import { UserError } from '@swarm/jobs/errors'
import { bookMeeting } from '@swarm/jobs/meetings/book-meeting'
import { findSlots, type MeetingSlot } from '@swarm/jobs/meetings/find-slots'
import { meetingTime } from '@swarm/jobs/meetings/meeting-words'
import { waitForCalendar } from '@swarm/jobs/meetings/wait-for-calendar'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, decodeGlobalId, needs } from './builder.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { loadMeetings, type MeetingRow } from './meeting-rows.ts'
import { idOf, mutation } from './mutation.ts'

const MeetingStatus = builder.enumType('MeetingStatus', {
  description:
    'REQUESTED: asked for here. BOOKING: the calendar is being asked. BOOKED: it has it. UNKNOWN: it gave no clear answer, and is looked at. REFUSED: it or a rule said no. CANCELLED, HELD and NO_SHOW: the calendar’s word.',
  values: inWords({
    REQUESTED: 'Asked for here.',
    BOOKING: 'The calendar is being asked.',
    BOOKED: 'The calendar has it.',
    UNKNOWN: 'The calendar gave no clear answer, and is looked at.',
    REFUSED: 'The calendar or a rule said no.',
    HELD: 'It took place.',
    NO_SHOW: 'They did not come.',
    CANCELLED: 'Called off.',
  } satisfies Record<(typeof meetingStatus.enumValues)[number], string>),
})
const MeetingSource = builder.enumType('MeetingSource', {
  description: 'SWARM: booked by us for a lead. CALENDAR: by anybody else.',
  values: inWords({
    SWARM: 'Booked by us for a lead.',
    CALENDAR: 'Booked by anybody else.',
  } satisfies Record<(typeof meetingSource.enumValues)[number], string>),
})

const Meeting = builder.objectRef<MeetingRow>('Meeting')
builder.node(Meeting, {
  description: 'A meeting with somebody, as our calendar keeps it or is asked to.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadMeetings(reader, ids),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'With whom; null for a contact that is no lead.',
      resolve: (row, _, { loaders }) => (row.leadId ? loaders.lead.load(row.leadId) : null),
    }),
    source: t.expose('source', { type: MeetingSource, description: 'Who made it.' }),
    status: t.expose('status', { type: MeetingStatus, description: 'How it stands.' }),
    startAt: t.field({ type: 'DateTime', description: 'When it begins.', resolve: (row) => row.startAt }),
    endAt: t.field({ type: 'DateTime', description: 'When it ends.', resolve: (row) => row.endAt }),
    timeZone: t.exposeString('timeZone', { description: 'The lead’s IANA zone, or the organisation’s where that is not known.' }),
    words: t.string({ description: 'When it is, in that zone, in words.', resolve: (row) => meetingTime(row, row.timeZone) }),
    message: t.exposeString('message', { nullable: true, description: 'Why it was refused, or what is unclear.' }),
    requestedBy: t.exposeString('requestedBy', { nullable: true, description: 'Who asked for it here.' }),
    requestedAt: t.field({ type: 'DateTime', description: 'When we first knew of it.', resolve: (row) => row.requestedAt }),
    bookedAt: t.field({ type: 'DateTime', nullable: true, description: 'When the calendar had it.', resolve: (row) => row.bookedAt }),
  }),
})

builder.objectField(Lead, 'meetings', (t) =>
  t.field({
    type: [Meeting],
    description: 'Meetings with this lead, the latest first.',
    resolve: (lead, _, { loaders }) => loaders.meetingsOf.load(lead.id),
  }),
)

const MeetingSlotType = builder.objectRef<MeetingSlot>('MeetingSlot').implement({
  description: 'A time at which a meeting can be booked.',
  extensions: needs('read'),
  fields: (t) => ({
    startAt: t.field({ type: 'DateTime', description: 'When it would begin.', resolve: (row) => row.startAt }),
    endAt: t.field({ type: 'DateTime', description: 'When it would end.', resolve: (row) => row.endAt }),
    timeZone: t.exposeString('timeZone', { description: 'The lead’s IANA zone, or the organisation’s where that is not known.' }),
    isLeadZone: t.exposeBoolean('isLeadZone', { description: 'Whether it is the lead’s own zone.' }),
    words: t.exposeString('words', { description: 'The time in that zone, in words.' }),
  }),
})

builder.queryField('meetingSlots', (t) =>
  t.field({
    type: [MeetingSlotType],
    description:
      'When a meeting with a lead can be booked: free in the calendar as it was read last (every 5 minutes), in the organisation’s working hours, with the buffer, the notice and the most meetings a day that the settings ask for. Empty where no calendar is connected.',
    extensions: needs('read'),
    args: {
      leadId: t.arg.id({ required: true, description: 'With whom.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'From this instant on.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Before this instant; at most 31 days later.' }),
    },
    resolve: async (_, { leadId, from, to }, { reader }) => {
      const decoded = decodeGlobalId(String(leadId))
      if (decoded?.typename !== 'Lead') {
        throw new GraphQLError('leadId: is not an id of a Lead', { extensions: { code: 'INVALID_INPUT', path: ['leadId'] } })
      }
      try {
        return await reader.read((db) => findSlots(db, { leadId: decoded.id, from, to }))
      } catch (error) {
        if (error instanceof UserError) throw new GraphQLError(error.message, { extensions: { code: error.code, path: error.path } })
        throw error
      }
    },
  }),
)

const bookInput = z.object({ leadId: idOf('Lead'), startAt: z.date() })

mutation<z.infer<typeof bookInput>, { meetingId: string; message: string }>({
  name: 'bookMeeting',
  description:
    'Books a meeting at one of meetingSlots, and lets the calendar invite the lead. The same lead and time again is the same meeting. Ends the lead’s cadence.',
  needs: ['operate'],
  input: (t) => ({
    leadId: t.id({ required: true, description: 'With whom.' }),
    startAt: t.field({ type: 'DateTime', required: true, description: 'When it begins: the start of a slot.' }),
  }),
  schema: bookInput,
  run: async (input, { writer, wake, caller }) => {
    const { meetingId } = await bookMeeting(writer, wake, caller, input)
    return { meetingId, message: await waitForCalendar(writer.sql, meetingId) }
  },
  success: (t) => ({
    meeting: t.field({
      type: Meeting,
      description: 'The meeting as it stands.',
      resolve: async ({ meetingId }, _, { reader }) => {
        const [row] = await loadMeetings(reader, [meetingId])
        if (!row) throw new Error('the meeting is gone')
        return row
      },
    }),
    message: t.exposeString('message', {
      description: '"Meeting booked" with the calendar’s answer and never without; else how it stands.',
    }),
  }),
})
