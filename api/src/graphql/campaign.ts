import type { KeysetOrder } from '@swarm/db/keyset'
import { campaign, type campaignState, sendingAccount } from '@swarm/db/schema/dispatch'
import { sql } from 'drizzle-orm'
import { AnswerCountsType, SendingAccount } from './account.ts'
import { Batch } from './batch.ts'
import { builder, needs } from './builder.ts'
import { type CampaignRow, campaignColumns, loadCampaigns, ofItsAccount } from './campaign-rows.ts'
import { Platform } from './enums.ts'
import { inWords } from './in-words.ts'
import { listPage } from './page.ts'

const CampaignState = builder.enumType('CampaignState', {
  description: 'Where a campaign stands at its platform.',
  values: inWords({
    PLANNED: 'Is to be made.',
    DRAFTED: 'Stands at the platform, empty.',
    FILLED: 'Its leads are in it and were read back.',
    ACTIVATING: 'The platform is asked to start it.',
    ACTIVE: 'The platform sends it.',
    PAUSED: 'The platform holds it.',
    REMOVED: 'Taken away.',
  } satisfies Record<(typeof campaignState.enumValues)[number], string>),
})

const Campaign = builder.objectRef<CampaignRow>('Campaign')
builder.node(Campaign, {
  description: 'The container that a platform needs: at Instantly one for each batch, account and zone.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadCampaigns(reader, ids),
  fields: (t) => ({
    platform: t.expose('platform', { type: Platform, description: 'Where it runs.' }),
    address: t.exposeString('address', { description: 'The address of its account.' }),
    account: t.field({
      type: SendingAccount,
      nullable: true,
      description: 'Its account; null when that is no longer ours.',
      resolve: (row, _, { loaders }) => (row.accountId === null ? null : loaders.account.load(row.accountId)),
    }),
    batch: t.field({
      type: Batch,
      nullable: true,
      description: 'The batch it carries out.',
      resolve: (row, _, { loaders }) => loaders.batch.load(row.batchId),
    }),
    state: t.expose('state', { type: CampaignState, description: 'Where it stands.' }),
    zone: t.exposeString('zone', { description: 'Its recipients’ time zone.' }),
    windowFrom: t.field({ type: 'DateTime', description: 'When it may send from.', resolve: (row) => row.windowFrom }),
    windowTo: t.field({ type: 'DateTime', description: 'Until when it may send.', resolve: (row) => row.windowTo }),
    providerCampaignId: t.exposeString('providerCampaignId', { nullable: true, description: 'Its id at the platform, once it is there.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'What last kept it from going on.' }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was planned, in business time.', resolve: (row) => row.createdAt }),
    counts: t.field({
      type: AnswerCountsType,
      description: 'What it sent, and what came back.',
      resolve: (row, _, { loaders }) => loaders.campaignCounts.load(row.id),
    }),
  }),
})

const CampaignConnection = builder.connectionObject(
  { type: Campaign, name: 'CampaignConnection', description: 'A page of campaigns.' },
  { name: 'CampaignEdge', description: 'One campaign of it.' },
)

const newestFirst: KeysetOrder = {
  name: 'campaigns',
  value: sql`${campaign.createdAt}`,
  id: sql`${campaign.id}`,
  type: 'timestamptz',
  descending: true,
}

builder.queryField('campaigns', (t) =>
  t.connection(
    {
      type: Campaign,
      description: 'Campaigns at the platforms, newest first.',
      extensions: needs('read'),
      resolve: (_, args, { reader }) =>
        listPage<CampaignRow>({
          reader,
          args,
          order: newestFirst,
          from: sql`${campaign}`,
          conditions: [],
          rows: (db, { where, orderBy, limit }) =>
            db.select(campaignColumns).from(campaign).leftJoin(sendingAccount, ofItsAccount).where(where).orderBy(orderBy).limit(limit),
          cursorOf: ({ createdAt, id }) => ({ value: createdAt.toISOString(), id }),
        }),
    },
    CampaignConnection,
  ),
)
