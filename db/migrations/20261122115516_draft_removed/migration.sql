ALTER TABLE "campaign" ADD COLUMN "draft_removed_at" timestamp(3) with time zone;--> statement-breakpoint
-- What was taken for removed so far stays so: once-keys that were freed by it may be somebody else's by now.
update campaign set draft_removed_at = now() where state = 'REMOVED' and provider_campaign_id is not null;
