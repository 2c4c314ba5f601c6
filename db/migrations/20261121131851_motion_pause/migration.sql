CREATE TABLE "motion_pause" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"motion" "motion" NOT NULL,
	"cause" text NOT NULL,
	"reason" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"paused_by" text NOT NULL,
	"paused_at" timestamp(3) with time zone NOT NULL,
	"resumed_by" text,
	"resumed_at" timestamp(3) with time zone,
	"resume_reason" text,
	CONSTRAINT "motion_pause_resumed_by_someone" CHECK (num_nonnulls("resumed_by", "resumed_at", "resume_reason") in (0, 3))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "motion_pause_one_open" ON "motion_pause" ("motion") WHERE "resumed_at" is null;--> statement-breakpoint
CREATE INDEX "motion_pause_resumed" ON "motion_pause" ("motion","resumed_at" DESC NULLS LAST);