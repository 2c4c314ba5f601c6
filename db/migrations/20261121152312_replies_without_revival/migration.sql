DROP INDEX "reply_not_before";--> statement-breakpoint
ALTER TABLE "reply" DROP COLUMN "revived_at";