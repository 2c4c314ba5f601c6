CREATE TABLE "erased_key" (
	"name" text PRIMARY KEY,
	"erasure_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "erasure" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid,
	"asked_by" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"waits_for" text[] DEFAULT '{}'::text[] NOT NULL,
	"held_by" text[] DEFAULT '{}'::text[] NOT NULL,
	"done_at" timestamp(3) with time zone,
	"rows" integer,
	CONSTRAINT "erasure_done_counts" CHECK (("done_at" is null) = ("rows" is null))
);
--> statement-breakpoint
CREATE TABLE "erasure_salt" (
	"only" boolean PRIMARY KEY DEFAULT true,
	"salt" bytea NOT NULL,
	CONSTRAINT "erasure_salt_is_one_row" CHECK ("only"),
	CONSTRAINT "erasure_salt_is_long" CHECK (length("salt") >= 32)
);
--> statement-breakpoint
CREATE INDEX "erased_key_erasure" ON "erased_key" ("erasure_id");--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_lead" ON "erasure" ("lead_id");--> statement-breakpoint
CREATE INDEX "erasure_asked" ON "erasure" ("asked_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "erasure_open" ON "erasure" ("asked_at") WHERE "done_at" is null;--> statement-breakpoint
ALTER TABLE "erased_key" ADD CONSTRAINT "erased_key_erasure_id_erasure_id_fkey" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id");