CREATE TABLE "address_verification" (
	"address" text PRIMARY KEY,
	"verdict" text,
	"status" text,
	"sub_status" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"answered_at" timestamp(3) with time zone,
	"not_before" timestamp(3) with time zone,
	CONSTRAINT "address_verification_verdict" CHECK ("verdict" in ('SEND', 'HOLD', 'NEVER'))
);
--> statement-breakpoint
CREATE TABLE "enrichment_call" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"provider" text NOT NULL,
	"purpose" text NOT NULL,
	"lead_id" uuid,
	"outcome" text NOT NULL,
	"has_email" boolean NOT NULL,
	"credits" numeric NOT NULL,
	"took_ms" integer,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "enrichment_call_outcome" CHECK ("outcome" in ('FOUND', 'MISSED', 'FAILED', 'EXPIRED'))
);
--> statement-breakpoint
CREATE TABLE "provider_access" (
	"provider" text PRIMARY KEY,
	"has_key" boolean NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_test" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"provider" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"outcome" text,
	"message" text,
	"took_ms" integer,
	"done_at" timestamp(3) with time zone,
	CONSTRAINT "provider_test_outcome" CHECK ("outcome" in ('OK', 'FAILED', 'NO_KEY', 'UNTESTABLE'))
);
--> statement-breakpoint
DROP INDEX "enrichment_once";--> statement-breakpoint
ALTER TABLE "enrichment_request" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "enrichment_request" ADD COLUMN "poll_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "enrichment_request" ADD COLUMN "polls" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "enrichment_request" ADD COLUMN "code" text;--> statement-breakpoint
CREATE INDEX "enrichment_call_at" ON "enrichment_call" ("at","provider");--> statement-breakpoint
CREATE INDEX "enrichment_call_lead" ON "enrichment_call" ("lead_id");--> statement-breakpoint
CREATE UNIQUE INDEX "enrichment_visitor_once" ON "enrichment_request" ("provider","lead_id") WHERE "purpose" = 'VISITOR';--> statement-breakpoint
CREATE UNIQUE INDEX "enrichment_open_once" ON "enrichment_request" ("provider","purpose","lead_id") WHERE "state" in ('WAITING', 'ASKED');--> statement-breakpoint
CREATE INDEX "enrichment_poll" ON "enrichment_request" ("provider","poll_at") WHERE "poll_at" is not null;--> statement-breakpoint
CREATE INDEX "provider_test_open" ON "provider_test" ("id") WHERE "outcome" is null;--> statement-breakpoint
CREATE INDEX "provider_test_latest" ON "provider_test" ("provider","id" DESC);--> statement-breakpoint
ALTER TABLE "enrichment_call" ADD CONSTRAINT "enrichment_call_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE SET NULL;