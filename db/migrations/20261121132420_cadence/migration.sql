CREATE TYPE "cadence_action" AS ENUM('EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE', 'TASK');--> statement-breakpoint
CREATE TYPE "enrollment_state" AS ENUM('ACTIVE', 'PAUSED', 'ENDED');--> statement-breakpoint
CREATE TYPE "enrollment_step_state" AS ENUM('WAITING', 'DONE', 'SKIPPED', 'PARKED');--> statement-breakpoint
CREATE TYPE "task_kind" AS ENUM('PHONE', 'VOICE_NOTE');--> statement-breakpoint
CREATE TABLE "cadence_plan" (
	"name" text,
	"version" integer,
	"document" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cadence_plan_pkey" PRIMARY KEY("name","version"),
	CONSTRAINT "cadence_plan_counts_from_1" CHECK ("version" > 0)
);
--> statement-breakpoint
CREATE TABLE "cadence_pulse" (
	"only" boolean PRIMARY KEY DEFAULT true,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "cadence_pulse_is_one" CHECK ("only")
);
--> statement-breakpoint
CREATE TABLE "enrollment" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"person" text NOT NULL,
	"round" smallint NOT NULL,
	"plan" text NOT NULL,
	"plan_version" integer NOT NULL,
	"state" "enrollment_state" DEFAULT 'ACTIVE'::"enrollment_state" NOT NULL,
	"cause" text,
	"reason" text,
	"platform" "platform" NOT NULL,
	"account" text NOT NULL,
	"anchor_at" timestamp(3) with time zone NOT NULL,
	"held_seconds" bigint DEFAULT 0 NOT NULL,
	"paused_at" timestamp(3) with time zone,
	"paused_until" timestamp(3) with time zone,
	"connected_at" timestamp(3) with time zone,
	"next_step" smallint,
	"next_due_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "enrollment_paused_since" CHECK (("state" = 'PAUSED') = ("paused_at" is not null) and ("paused_until" is null or "state" = 'PAUSED')),
	CONSTRAINT "enrollment_ended_when" CHECK (("state" = 'ENDED') = ("ended_at" is not null)),
	CONSTRAINT "enrollment_says_why" CHECK ("state" = 'ACTIVE' or num_nonnulls("cause", "reason") = 2),
	CONSTRAINT "enrollment_held_forward" CHECK ("held_seconds" >= 0)
);
--> statement-breakpoint
CREATE TABLE "enrollment_step" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"enrollment_id" uuid NOT NULL,
	"place" smallint NOT NULL,
	"step" smallint NOT NULL,
	"day" smallint NOT NULL,
	"action" "cadence_action" NOT NULL,
	"template" text NOT NULL,
	"only_when" text NOT NULL,
	"task" "task_kind",
	"state" "enrollment_step_state" DEFAULT 'WAITING'::"enrollment_step_state" NOT NULL,
	"due_at" timestamp(3) with time zone,
	"draft_id" uuid,
	"send_id" uuid,
	"done_at" timestamp(3) with time zone,
	"code" text,
	"message" text,
	CONSTRAINT "enrollment_step_skip_says_why" CHECK ("state" <> 'SKIPPED' or num_nonnulls("code", "message") = 2),
	CONSTRAINT "enrollment_step_task_kind" CHECK (("action" = 'TASK') = ("task" is not null))
);
--> statement-breakpoint
CREATE TABLE "task" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"enrollment_step_id" uuid,
	"kind" "task_kind" NOT NULL,
	"script" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"completed_at" timestamp(3) with time zone,
	"completed_by" text,
	"outcome" text,
	"note" text,
	"cancelled_at" timestamp(3) with time zone,
	CONSTRAINT "task_completed_by_someone" CHECK (num_nonnulls("completed_at", "completed_by", "outcome") in (0, 3)),
	CONSTRAINT "task_completed_or_cancelled" CHECK ("completed_at" is null or "cancelled_at" is null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "enrollment_running" ON "enrollment" ("lead_id") WHERE "state" <> 'ENDED';--> statement-breakpoint
CREATE UNIQUE INDEX "enrollment_round" ON "enrollment" ("person","round");--> statement-breakpoint
CREATE INDEX "enrollment_lead" ON "enrollment" ("lead_id","id" DESC);--> statement-breakpoint
CREATE INDEX "enrollment_by_created" ON "enrollment" ("created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "enrollment_by_state" ON "enrollment" ("state","created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "enrollment_by_step" ON "enrollment" ("next_step","created_at" DESC,"id" DESC) WHERE "state" <> 'ENDED';--> statement-breakpoint
CREATE INDEX "enrollment_due" ON "enrollment" ("next_due_at") WHERE "state" = 'ACTIVE' and "next_due_at" is not null;--> statement-breakpoint
CREATE INDEX "enrollment_unscheduled" ON "enrollment" ("id") WHERE "state" = 'ACTIVE' and "next_due_at" is null;--> statement-breakpoint
CREATE INDEX "enrollment_pause_ends" ON "enrollment" ("paused_until") WHERE "state" = 'PAUSED' and "paused_until" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "enrollment_step_place" ON "enrollment_step" ("enrollment_id","place");--> statement-breakpoint
CREATE INDEX "enrollment_step_draft" ON "enrollment_step" ("draft_id") WHERE "draft_id" is not null;--> statement-breakpoint
CREATE INDEX "enrollment_step_send" ON "enrollment_step" ("send_id") WHERE "send_id" is not null;--> statement-breakpoint
CREATE INDEX "enrollment_step_due" ON "enrollment_step" ("due_at") WHERE "state" in ('WAITING', 'PARKED');--> statement-breakpoint
CREATE UNIQUE INDEX "task_once" ON "task" ("enrollment_step_id");--> statement-breakpoint
CREATE INDEX "task_by_due" ON "task" ("due_at","id");--> statement-breakpoint
CREATE INDEX "task_open" ON "task" ("due_at","id") WHERE "completed_at" is null and "cancelled_at" is null;--> statement-breakpoint
CREATE INDEX "task_lead" ON "task" ("lead_id","id" DESC);--> statement-breakpoint
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_plan" FOREIGN KEY ("plan","plan_version") REFERENCES "cadence_plan"("name","version");--> statement-breakpoint
ALTER TABLE "enrollment_step" ADD CONSTRAINT "enrollment_step_enrollment_id_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "enrollment_step" ADD CONSTRAINT "enrollment_step_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "enrollment_step" ADD CONSTRAINT "enrollment_step_send_id_send_id_fkey" FOREIGN KEY ("send_id") REFERENCES "send"("id");--> statement-breakpoint
ALTER TABLE "task" ADD CONSTRAINT "task_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "task" ADD CONSTRAINT "task_enrollment_step_id_enrollment_step_id_fkey" FOREIGN KEY ("enrollment_step_id") REFERENCES "enrollment_step"("id") ON DELETE CASCADE;