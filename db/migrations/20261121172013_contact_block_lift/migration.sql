ALTER TABLE "contact_block" ADD COLUMN "is_off" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "contact" DROP COLUMN "conversation_id";