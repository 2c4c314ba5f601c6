CREATE TABLE "invariant_check" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"at" timestamp(3) with time zone NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"broken" integer NOT NULL,
	"invariants" text[] NOT NULL,
	"evidence" jsonb NOT NULL,
	"duration_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "invariant_check_at" ON "invariant_check" ("at" DESC);