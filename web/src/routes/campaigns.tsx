import type { ReactElement } from 'react'
import { AccountList } from '../features/campaigns/account-list.tsx'
import { CampaignList } from '../features/campaigns/campaign-list.tsx'
import { LinkedinCard } from '../features/linkedin/linkedin-card.tsx'
import '../features/campaigns/campaigns.css'
import '../ui/page.css'

/** Who sends and how fit they are, the campaigns that carry it, and what LinkedIn waits for. */
export function CampaignsPage(): ReactElement {
  return (
    <div className="sheet">
      <AccountList />
      <CampaignList />
      <LinkedinCard />
    </div>
  )
}
