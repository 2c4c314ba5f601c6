CREATE TYPE "revival_cause" AS ENUM('SILENCE', 'DATE');--> statement-breakpoint
CREATE TYPE "revival_state" AS ENUM('QUEUED', 'ENDED', 'REFUSED');--> statement-breakpoint
CREATE TABLE "revival" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"person" text NOT NULL,
	"round" smallint,
	"cause" "revival_cause" NOT NULL,
	"state" "revival_state" NOT NULL,
	"score" smallint NOT NULL,
	"reasons" jsonb NOT NULL,
	"draft_id" uuid,
	"code" text,
	"message" text,
	"at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "revival_says_why" CHECK (("state" = 'QUEUED') = ("code" is null) and ("state" = 'REFUSED') = ("round" is null)),
	CONSTRAINT "revival_score_from_0_to_100" CHECK ("score" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "revival_date" (
	"lead_id" uuid PRIMARY KEY,
	"due_at" timestamp(3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"taken_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "revival_round" ON "revival" ("person","round") WHERE "round" is not null;--> statement-breakpoint
CREATE INDEX "revival_lead" ON "revival" ("lead_id","at" DESC);--> statement-breakpoint
CREATE INDEX "revival_at" ON "revival" ("at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "revival_draft" ON "revival" ("draft_id") WHERE "draft_id" is not null;--> statement-breakpoint
CREATE INDEX "revival_date_due" ON "revival_date" ("due_at") WHERE "taken_at" is null;--> statement-breakpoint
ALTER TABLE "revival" ADD CONSTRAINT "revival_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "revival" ADD CONSTRAINT "revival_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "revival_date" ADD CONSTRAINT "revival_date_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;