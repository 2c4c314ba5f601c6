ALTER TABLE "score_decision" ADD COLUMN "tier" text GENERATED ALWAYS AS (result ->> 'tier') STORED;--> statement-breakpoint
ALTER TABLE "proven_send" ADD COLUMN "reviewer" text;--> statement-breakpoint
-- What figures read of a decision stands in the index.
drop index score_decision_lead;
--> statement-breakpoint
create index score_decision_lead on score_decision (lead_id, id desc) include (at, tier);
