CREATE TYPE "touch_action" AS ENUM('EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE');--> statement-breakpoint
ALTER TABLE "send" ADD COLUMN "action" "touch_action" DEFAULT 'EMAIL'::"touch_action" NOT NULL;--> statement-breakpoint
ALTER TABLE "send" ADD COLUMN "provider_campaign_id" text;--> statement-breakpoint
ALTER TABLE "send" ADD COLUMN "held_until" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "sending_account" ADD COLUMN "provider_account_id" text;--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "action" "touch_action" DEFAULT 'EMAIL'::"touch_action" NOT NULL;--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "is_decided_in_batch" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lead" ADD COLUMN "linkedin_account" text;--> statement-breakpoint
ALTER TABLE "lead" ADD COLUMN "is_on_ghl" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "draft" SET "action" = 'LINKEDIN_REQUEST' WHERE "channel" = 'LINKEDIN';--> statement-breakpoint
UPDATE "send" SET "action" = 'LINKEDIN_REQUEST' WHERE "channel" = 'LINKEDIN';--> statement-breakpoint
ALTER TABLE "recall" ALTER COLUMN "campaign_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "send" ALTER COLUMN "batch_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "send" ALTER COLUMN "domain" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "send_direct" ON "send" ("platform","window_from") WHERE "status" = 'PLANNED' and "campaign_id" is null;--> statement-breakpoint
CREATE INDEX "send_parked" ON "send" ("created_at" DESC,"id" DESC) WHERE "batch_id" is null and "status" = 'PLANNED';--> statement-breakpoint
ALTER TABLE "recall" ADD CONSTRAINT "recall_of_something" CHECK (num_nonnulls("send_id", "campaign_id") > 0);--> statement-breakpoint
ALTER TABLE "send" ADD CONSTRAINT "send_action_fits_channel" CHECK (("channel" = 'EMAIL') = ("action" = 'EMAIL'));--> statement-breakpoint
ALTER TABLE "send" ADD CONSTRAINT "send_parked_without_batch" CHECK ("batch_id" is not null or "status" = 'SKIPPED' or ("status" = 'PLANNED' and "code" = 'PARKED'));--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_action_fits_channel" CHECK (("channel" = 'EMAIL') = ("action" = 'EMAIL'));