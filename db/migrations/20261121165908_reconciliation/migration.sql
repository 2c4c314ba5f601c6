CREATE TYPE "reconciliation_cause" AS ENUM('AUDIT_HEAD', 'SERVER_TIMELINE', 'UNKNOWN_CAMPAIGN');--> statement-breakpoint
CREATE TABLE "history_send" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"person" text NOT NULL,
	"channel" "channel" NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"source" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "history_send_told_once" UNIQUE("source","message")
);
--> statement-breakpoint
CREATE TABLE "reconciliation" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"cause" "reconciliation_cause" NOT NULL,
	"evidence" text NOT NULL,
	"found_at" timestamp(3) with time zone NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"kept_number" bigint,
	"kept_hash" text,
	"asked_by" text,
	"asked_at" timestamp(3) with time zone,
	"report" jsonb,
	"read_at" timestamp(3) with time zone,
	"closed_by" text,
	"closed_at" timestamp(3) with time zone,
	"reason" text,
	CONSTRAINT "reconciliation_read_before_closed" CHECK ("closed_at" is null or "read_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "server_timeline" integer;--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliation_one_open" ON "reconciliation" ((closed_at is null)) WHERE closed_at is null;