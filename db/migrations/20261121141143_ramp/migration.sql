CREATE TYPE "check_name" AS ENUM('SMOKE', 'REPLAY');--> statement-breakpoint
CREATE TYPE "day_decision" AS ENUM('CONTINUE', 'HOLD', 'ROLL_BACK');--> statement-breakpoint
CREATE TABLE "check_verdict" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"name" "check_name" NOT NULL,
	"version" text NOT NULL,
	"passed" boolean NOT NULL,
	"detail" jsonb,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "day_close" (
	"day" date PRIMARY KEY,
	"decision" "day_decision" NOT NULL,
	"note" text NOT NULL,
	"next_owner" text NOT NULL,
	"closed_by" text NOT NULL,
	"closed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ramp_opening" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"tier" "tier" NOT NULL,
	"criteria" jsonb NOT NULL,
	"by" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "standing_approval" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"plan" text NOT NULL,
	"plan_version" integer NOT NULL,
	"reason" text NOT NULL,
	"approved_by" text NOT NULL,
	"approved_by_id" text NOT NULL,
	"approved_at" timestamp(3) with time zone NOT NULL,
	"revoked_by" text,
	"revoked_at" timestamp(3) with time zone,
	CONSTRAINT "standing_approval_revoked_by_someone" CHECK (num_nonnulls("revoked_by", "revoked_at") in (0, 2))
);
--> statement-breakpoint
CREATE INDEX "check_verdict_newest" ON "check_verdict" ("name","version","recorded_at" DESC);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "send_ceiling_day" ON "send" ("ceiling_day") WHERE "ceiling_day" is not null;--> statement-breakpoint
CREATE INDEX "ramp_opening_at" ON "ramp_opening" ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "standing_approval_one_per_version" ON "standing_approval" ("plan","plan_version") WHERE "revoked_at" is null;