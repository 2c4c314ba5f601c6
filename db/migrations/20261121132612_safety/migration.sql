CREATE TABLE "audit_verification" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"started_at" timestamp(3) with time zone NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	"links" bigint NOT NULL,
	"checked" bigint DEFAULT 0 NOT NULL,
	"sends" integer DEFAULT 0 NOT NULL,
	"fault_number" bigint,
	"fault" text,
	"unapproved" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "block_list_push" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"platform" "platform" NOT NULL,
	"value" text NOT NULL,
	"is_blocked" boolean NOT NULL,
	"reason" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"confirmed_at" timestamp(3) with time zone,
	"provider_entry_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"held_until" timestamp(3) with time zone,
	CONSTRAINT "block_list_push_value_is_lower" CHECK ("value" = lower("value") and "value" <> '')
);
--> statement-breakpoint
CREATE TABLE "daily_statement" (
	"day" date,
	"platform" "platform",
	"ours" integer NOT NULL,
	"theirs" integer,
	"differences" jsonb NOT NULL,
	"problem" text,
	"drawn_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "daily_statement_pkey" PRIMARY KEY("day","platform")
);
--> statement-breakpoint
CREATE INDEX "audit_verification_started" ON "audit_verification" ("started_at" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "block_list_push_value" ON "block_list_push" ("platform","value");--> statement-breakpoint
CREATE INDEX "block_list_push_open" ON "block_list_push" ("platform","asked_at") WHERE "confirmed_at" is null;