ALTER TABLE "pipeline_run_lead" ADD COLUMN "passed_over" text;--> statement-breakpoint
ALTER TABLE "pipeline_run_lead" ADD COLUMN "again_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "pipeline_run_lead_passed_over" ON "pipeline_run_lead" ("run_id") WHERE "passed_over" is not null and "again_at" is null;