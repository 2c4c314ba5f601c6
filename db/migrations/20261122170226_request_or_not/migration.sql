ALTER TABLE "proven_send" ALTER COLUMN "is_request" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "proven_send" ALTER COLUMN "is_request" DROP NOT NULL;--> statement-breakpoint
UPDATE "proven_send" SET "is_request" = NULL WHERE "channel" = 'LINKEDIN' AND NOT "is_request";