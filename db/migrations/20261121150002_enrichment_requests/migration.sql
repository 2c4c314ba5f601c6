CREATE TYPE "enrichment_state" AS ENUM('WAITING', 'ASKED', 'ANSWERED', 'EMPTY', 'EXPIRED', 'REFUSED');--> statement-breakpoint
CREATE TABLE "enrichment_request" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"provider" text NOT NULL,
	"purpose" text NOT NULL,
	"lead_id" uuid NOT NULL,
	"state" "enrichment_state" DEFAULT 'WAITING'::"enrichment_state" NOT NULL,
	"destination" text,
	"answers" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"not_before" timestamp(3) with time zone,
	"asked_at" timestamp(3) with time zone,
	"deadline" timestamp(3) with time zone,
	"answered_at" timestamp(3) with time zone,
	"message" text
);
--> statement-breakpoint
CREATE UNIQUE INDEX "enrichment_once" ON "enrichment_request" ("provider","purpose","lead_id");--> statement-breakpoint
CREATE INDEX "enrichment_open" ON "enrichment_request" ("state","id") WHERE "state" in ('WAITING', 'ASKED');--> statement-breakpoint
CREATE INDEX "enrichment_asked" ON "enrichment_request" ("provider","asked_at");--> statement-breakpoint
CREATE INDEX "enrichment_lead" ON "enrichment_request" ("lead_id");--> statement-breakpoint
ALTER TABLE "enrichment_request" ADD CONSTRAINT "enrichment_request_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;