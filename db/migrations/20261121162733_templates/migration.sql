CREATE TYPE "rewrite_state" AS ENUM('WAITING', 'REPHRASED', 'KEPT');--> statement-breakpoint
CREATE TABLE "draft_rewrite" (
	"draft_id" uuid PRIMARY KEY,
	"state" "rewrite_state" DEFAULT 'WAITING'::"rewrite_state" NOT NULL,
	"taken_until" timestamp(3) with time zone,
	"code" text,
	"message" text,
	"model" text,
	"prompt_tokens" integer,
	"context_tokens" integer,
	"created_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "draft_rewrite_kept_says_why" CHECK ("state" <> 'KEPT' or num_nonnulls("code", "message") = 2),
	CONSTRAINT "draft_rewrite_ends" CHECK (("state" = 'WAITING') = ("ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "template_sign_off" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "template_sign_off_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"angle" text NOT NULL,
	"version" integer NOT NULL,
	"replaced" integer,
	"note" text,
	"actor" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "template_version" (
	"angle" text,
	"version" integer,
	"document" jsonb NOT NULL,
	"note" text,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "template_version_pkey" PRIMARY KEY("angle","version"),
	CONSTRAINT "template_version_counts_from_1" CHECK ("version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "angle_choice" jsonb;--> statement-breakpoint
CREATE INDEX "draft_rewrite_waiting" ON "draft_rewrite" ("created_at") WHERE "state" = 'WAITING';--> statement-breakpoint
CREATE INDEX "template_sign_off_live" ON "template_sign_off" ("angle","id" DESC);--> statement-breakpoint
ALTER TABLE "draft_rewrite" ADD CONSTRAINT "draft_rewrite_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "template_sign_off" ADD CONSTRAINT "template_sign_off_version" FOREIGN KEY ("angle","version") REFERENCES "template_version"("angle","version");