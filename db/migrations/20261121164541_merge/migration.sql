CREATE TYPE "import_undo" AS ENUM('REMOVED', 'RESTORED', 'KEPT');--> statement-breakpoint
CREATE TYPE "lead_merge_row_kind" AS ENUM('MOVED', 'ASIDE', 'CHANGED', 'ADDED');--> statement-breakpoint
CREATE TYPE "merge_suggestion_kind" AS ENUM('SAME_PERSON', 'CONTRADICTION', 'SAME_NAME');--> statement-breakpoint
CREATE TABLE "import_change" (
	"import_id" uuid,
	"lead_id" uuid,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"facts_before" jsonb,
	"facts_after" jsonb NOT NULL,
	"aliases" text[] DEFAULT '{}'::text[] NOT NULL,
	CONSTRAINT "import_change_pkey" PRIMARY KEY("import_id","lead_id")
);
--> statement-breakpoint
CREATE TABLE "lead_merge" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"merged_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"merged" jsonb NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"merged_by" text NOT NULL,
	"merged_at" timestamp(3) with time zone NOT NULL,
	"undone_by" text,
	"undone_at" timestamp(3) with time zone,
	CONSTRAINT "lead_merge_undone_by_someone" CHECK (("undone_by" is null) = ("undone_at" is null))
);
--> statement-breakpoint
CREATE TABLE "lead_merge_row" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"merge_id" uuid NOT NULL,
	"kind" "lead_merge_row_kind" NOT NULL,
	"table_name" text NOT NULL,
	"column_name" text NOT NULL,
	"key" jsonb NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "merge_suggestion" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"kind" "merge_suggestion_kind" NOT NULL,
	"evidence" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"dismissed_by" text,
	"dismissed_at" timestamp(3) with time zone,
	"refusal" text,
	CONSTRAINT "merge_suggestion_in_order" CHECK ("lead_id" < "other_id"),
	CONSTRAINT "merge_suggestion_dismissed_by_someone" CHECK (("dismissed_by" is null) = ("dismissed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "merge_sweep" (
	"only" text PRIMARY KEY DEFAULT 'one',
	"observed_until" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "import_outcome" ADD COLUMN "undo" "import_undo";--> statement-breakpoint
ALTER TABLE "import_outcome" ADD COLUMN "undo_reason" text;--> statement-breakpoint
ALTER TABLE "import" ADD COLUMN "undo_asked_by" text;--> statement-breakpoint
ALTER TABLE "import" ADD COLUMN "undo_asked_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "import" ADD COLUMN "undone_rows" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "import" ADD COLUMN "undone_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "import_change_lead" ON "import_change" ("lead_id");--> statement-breakpoint
CREATE INDEX "import_outcome_lead" ON "import_outcome" ("lead_id") WHERE "lead_id" is not null;--> statement-breakpoint
CREATE INDEX "import_undo_open" ON "import" ("id") WHERE "undo_asked_at" is not null and "undone_at" is null;--> statement-breakpoint
CREATE INDEX "lead_merge_lead" ON "lead_merge" ("lead_id","id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "lead_merge_once" ON "lead_merge" ("merged_id") WHERE "undone_at" is null;--> statement-breakpoint
CREATE INDEX "lead_merge_row_merge" ON "lead_merge_row" ("merge_id","table_name");--> statement-breakpoint
CREATE UNIQUE INDEX "merge_suggestion_pair" ON "merge_suggestion" ("lead_id","other_id");--> statement-breakpoint
CREATE INDEX "merge_suggestion_other" ON "merge_suggestion" ("other_id");--> statement-breakpoint
CREATE INDEX "merge_suggestion_open" ON "merge_suggestion" ("at" DESC,"id" DESC) WHERE "dismissed_at" is null;--> statement-breakpoint
CREATE INDEX "lead_company_name" ON "lead" ("company_id","sort_name");--> statement-breakpoint
CREATE INDEX "reply_referral" ON "reply" ("referral_lead_id") WHERE "referral_lead_id" is not null;--> statement-breakpoint
CREATE INDEX "pipeline_run_found_lead" ON "pipeline_run_found" ("lead_id") WHERE "lead_id" is not null;--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_import_id_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "lead_merge" ADD CONSTRAINT "lead_merge_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "lead_merge_row" ADD CONSTRAINT "lead_merge_row_merge_id_lead_merge_id_fkey" FOREIGN KEY ("merge_id") REFERENCES "lead_merge"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "merge_suggestion" ADD CONSTRAINT "merge_suggestion_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "merge_suggestion" ADD CONSTRAINT "merge_suggestion_other_id_lead_id_fkey" FOREIGN KEY ("other_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "import" ADD CONSTRAINT "import_undo_asked_by_someone" CHECK (("undo_asked_by" is null) = ("undo_asked_at" is null) and ("undone_at" is null or "undo_asked_at" is not null));