ALTER TABLE "batch" ADD COLUMN "standing_approval_id" uuid;--> statement-breakpoint
ALTER TABLE "standing_approval" ADD COLUMN "limit_per_day" integer NOT NULL DEFAULT 25;--> statement-breakpoint
ALTER TABLE "standing_approval" ADD COLUMN "expires_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "standing_approval" ADD COLUMN "texts" jsonb NOT NULL DEFAULT '{}';--> statement-breakpoint
-- What was given before nobody read texts for: it covers nothing any more, and ends by itself.
UPDATE "standing_approval" SET "expires_at" = "approved_at" + interval '30 days';--> statement-breakpoint
ALTER TABLE "standing_approval" ALTER COLUMN "expires_at" SET NOT NULL, ALTER COLUMN "limit_per_day" DROP DEFAULT, ALTER COLUMN "texts" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "standing_approval" ADD COLUMN "revoke_reason" text;--> statement-breakpoint
CREATE INDEX "batch_by_standing_approval" ON "batch" ("standing_approval_id","decided_at") WHERE "standing_approval_id" is not null;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_standing_approval_id_standing_approval_id_fkey" FOREIGN KEY ("standing_approval_id") REFERENCES "standing_approval"("id");--> statement-breakpoint
ALTER TABLE "standing_approval" ADD CONSTRAINT "standing_approval_limit_is_positive" CHECK ("limit_per_day" > 0);--> statement-breakpoint
ALTER TABLE "standing_approval" ADD CONSTRAINT "standing_approval_expires_later" CHECK ("expires_at" > "approved_at");