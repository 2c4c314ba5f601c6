CREATE TABLE "contact" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"provider_contact_id" text NOT NULL UNIQUE,
	"email" text,
	"person_keys" text[] DEFAULT '{}'::text[] NOT NULL,
	"first_name" text,
	"last_name" text,
	"company_name" text,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"stage_id" text,
	"opportunity_status" text,
	"is_do_not_disturb" boolean DEFAULT false NOT NULL,
	"lead_id" uuid,
	"conversation_id" text,
	"last_activity_at" timestamp(3) with time zone,
	"changed_at" timestamp(3) with time zone,
	"synced_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	"search" tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_words(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(email, '')))) STORED
);
--> statement-breakpoint
CREATE TABLE "contact_block" (
	"contact_id" uuid PRIMARY KEY,
	"reason" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"confirmed_at" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"not_before" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "contact_stage" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL,
	"pipeline_name" text NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact_sync" (
	"only" boolean PRIMARY KEY DEFAULT true,
	"changed_until" timestamp(3) with time zone,
	"stages_read_at" timestamp(3) with time zone,
	CONSTRAINT "contact_sync_is_one_row" CHECK ("only")
);
--> statement-breakpoint
CREATE INDEX "contact_persons" ON "contact" USING gin ("person_keys");--> statement-breakpoint
CREATE INDEX "contact_tags" ON "contact" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "contact_search" ON "contact" USING gin ("search");--> statement-breakpoint
CREATE INDEX "contact_by_stage" ON "contact" ("stage_id");--> statement-breakpoint
CREATE INDEX "contact_lead" ON "contact" ("lead_id");--> statement-breakpoint
CREATE INDEX "contact_silence" ON "contact" ("last_activity_at","id");--> statement-breakpoint
CREATE INDEX "contact_block_open" ON "contact_block" ("asked_at") WHERE "confirmed_at" is null;--> statement-breakpoint
ALTER TABLE "contact" ADD CONSTRAINT "contact_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "contact_block" ADD CONSTRAINT "contact_block_contact_id_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE CASCADE;