CREATE TYPE "meeting_source" AS ENUM('SWARM', 'CALENDAR');--> statement-breakpoint
CREATE TYPE "meeting_status" AS ENUM('REQUESTED', 'BOOKING', 'BOOKED', 'UNKNOWN', 'REFUSED', 'CANCELLED', 'HELD', 'NO_SHOW');--> statement-breakpoint
CREATE TABLE "calendar_reading" (
	"calendar_id" text PRIMARY KEY,
	"read_at" timestamp(3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "calendar_slot" (
	"start_at" timestamp(3) with time zone PRIMARY KEY
);
--> statement-breakpoint
CREATE TABLE "meeting" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid,
	"source" "meeting_source" NOT NULL,
	"status" "meeting_status" NOT NULL,
	"start_at" timestamp(3) with time zone NOT NULL,
	"end_at" timestamp(3) with time zone NOT NULL,
	"busy_until" timestamp(3) with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"requested_by" text,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"contact_id" text,
	"appointment_id" text UNIQUE,
	"attempt_key" uuid,
	"lease_until" timestamp with time zone,
	"not_before" timestamp(3) with time zone,
	"absences" integer DEFAULT 0 NOT NULL,
	"code" text,
	"message" text,
	"booked_at" timestamp(3) with time zone,
	"settled_at" timestamp(3) with time zone,
	"score" smallint,
	"tier" "tier",
	"intent" double precision,
	"angle" text,
	CONSTRAINT "meeting_ends_after_it_begins" CHECK ("start_at" < "end_at" and "end_at" <= "busy_until"),
	CONSTRAINT "meeting_of_ours_was_asked_for" CHECK ("source" = 'CALENDAR' or "requested_by" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_one_request_per_lead" ON "meeting" ("lead_id") WHERE "status" in ('REQUESTED', 'BOOKING', 'UNKNOWN');--> statement-breakpoint
CREATE INDEX "meeting_lead" ON "meeting" ("lead_id","start_at" DESC);--> statement-breakpoint
CREATE INDEX "meeting_start" ON "meeting" ("start_at");--> statement-breakpoint
CREATE INDEX "meeting_booked" ON "meeting" ("booked_at");--> statement-breakpoint
CREATE INDEX "meeting_open" ON "meeting" ("status","id") WHERE "status" in ('REQUESTED', 'BOOKING', 'UNKNOWN');--> statement-breakpoint
ALTER TABLE "meeting" ADD CONSTRAINT "meeting_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "meeting" ADD CONSTRAINT "meeting_no_double_booking" EXCLUDE USING gist (tstzrange("start_at", "busy_until") WITH &&)
  WHERE ("source" = 'SWARM' AND "status" IN ('REQUESTED', 'BOOKING', 'BOOKED', 'UNKNOWN'));
