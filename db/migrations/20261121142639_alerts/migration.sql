CREATE TYPE "alert_channel_name" AS ENUM('SLACK', 'SMS', 'EMAIL');--> statement-breakpoint
CREATE TYPE "notice_state" AS ENUM('PLANNED', 'IN_FLIGHT', 'SENT', 'DELIVERED', 'UNKNOWN', 'GIVEN_UP', 'SKIPPED');--> statement-breakpoint
CREATE TYPE "sla_kind" AS ENUM('FIRST_LOOK', 'DECISION');--> statement-breakpoint
CREATE TABLE "alert_channel" (
	"channel" "alert_channel_name" PRIMARY KEY,
	"is_ready" boolean NOT NULL,
	"problem" text,
	"checked_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_notice" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"alert_id" uuid NOT NULL,
	"level" smallint NOT NULL,
	"channel" "alert_channel_name" NOT NULL,
	"recipient" text NOT NULL,
	"state" "notice_state" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"message_id" uuid,
	"words" text,
	"provider_id" text,
	"code" text,
	"problem" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"settled_at" timestamp(3) with time zone,
	"not_before" timestamp with time zone,
	"lease_until" timestamp with time zone,
	CONSTRAINT "alert_notice_level" CHECK ("level" between 1 and 3),
	CONSTRAINT "alert_notice_has_message" CHECK ("state" not in ('IN_FLIGHT', 'SENT', 'DELIVERED', 'UNKNOWN') or "message_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "sla_breach" (
	"draft_id" uuid,
	"kind" "sla_kind",
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "sla_breach_pkey" PRIMARY KEY("draft_id","kind")
);
--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "resolve_note" text;--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "level" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "level_at" timestamp(3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "told_level" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_notice_once" ON "alert_notice" ("alert_id","level","channel","recipient");--> statement-breakpoint
CREATE INDEX "alert_notice_waiting" ON "alert_notice" ("channel","recipient","created_at") WHERE "state" = 'PLANNED';--> statement-breakpoint
CREATE INDEX "alert_notice_open" ON "alert_notice" ("not_before") WHERE "state" in ('IN_FLIGHT', 'UNKNOWN', 'SENT');--> statement-breakpoint
CREATE INDEX "alert_notice_last" ON "alert_notice" ("channel","recipient","lease_until");--> statement-breakpoint
CREATE INDEX "alert_notice_message" ON "alert_notice" ("message_id");--> statement-breakpoint
CREATE INDEX "sla_breach_at" ON "sla_breach" ("at" DESC);--> statement-breakpoint
CREATE INDEX "alert_open" ON "alert" ("last_at" DESC,"id" DESC) WHERE "resolved_at" is null;--> statement-breakpoint
ALTER TABLE "alert_notice" ADD CONSTRAINT "alert_notice_alert_id_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "sla_breach" ADD CONSTRAINT "sla_breach_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_level" CHECK ("level" between 1 and 3 and "told_level" between 0 and "level");