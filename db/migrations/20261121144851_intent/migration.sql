CREATE TABLE "lead_intent" (
	"lead_id" uuid PRIMARY KEY,
	"points" double precision NOT NULL,
	"reasons" jsonb NOT NULL,
	"computed_at" timestamp(3) with time zone NOT NULL,
	"crossed_at" timestamp(3) with time zone
);
--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "is_lifted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "draft" DROP COLUMN "sort_tier";--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "sort_tier" smallint GENERATED ALWAYS AS (case tier when 'TIER_1' then 6 when 'TIER_2' then 4 when 'TIER_3' then 2 else 0 end + case when is_lifted then 1 else 0 end) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "draft_queue" ON "draft" ("status","sort_tier" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_intent_computed" ON "lead_intent" ("computed_at");--> statement-breakpoint
ALTER TABLE "lead_intent" ADD CONSTRAINT "lead_intent_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;