CREATE TABLE "history_reading" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"asked_by" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"report" jsonb DEFAULT '[]' NOT NULL,
	"read_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "history_reading_one_open" ON "history_reading" ((read_at is null)) WHERE read_at is null;