CREATE TABLE "proven_send" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"container" uuid,
	"at" timestamp(3) with time zone NOT NULL,
	"channel" "channel" NOT NULL,
	"tier" "tier",
	"heard" smallint DEFAULT 0 NOT NULL,
	"account" text NOT NULL,
	"angle" text,
	"campaign" text,
	"variant" text
);
--> statement-breakpoint
CREATE INDEX "proven_send_at" ON "proven_send" ("at");--> statement-breakpoint
CREATE INDEX "proven_send_lead" ON "proven_send" ("lead_id","at");