ALTER TABLE "notice" DROP CONSTRAINT "notice_pkey";--> statement-breakpoint
ALTER TABLE "notice" ALTER COLUMN "id" SET DEFAULT gen_random_uuid();