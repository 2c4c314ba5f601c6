ALTER TABLE "score_decision" ADD COLUMN "tier" text GENERATED ALWAYS AS (result ->> 'tier') STORED;--> statement-breakpoint
ALTER TABLE "proven_send" ADD COLUMN "reviewer" text;--> statement-breakpoint
-- What figures read of a decision stands in the index.
drop index score_decision_lead;
--> statement-breakpoint
create index score_decision_lead on score_decision (lead_id, id desc) include (at, tier);
--> statement-breakpoint
-- Who let out what was sent before.
update proven_send p set reviewer = coalesce(
    (select r.actor from review r where r.draft_id = s.draft_id and r.decision = 'APPROVE' order by r.draft_version desc limit 1), b.decided_by)
  from send s join batch b on b.id = s.batch_id where s.id = p.id;
