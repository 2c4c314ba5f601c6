CREATE TABLE "go_live_confirmation" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"item" text NOT NULL,
	"is_confirmed" boolean NOT NULL,
	"note" text NOT NULL,
	"confirmed_by" text NOT NULL,
	"confirmed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "go_live_confirmation_says_why" CHECK ("note" <> '')
);
--> statement-breakpoint
CREATE INDEX "go_live_confirmation_item" ON "go_live_confirmation" ("item","id" DESC);