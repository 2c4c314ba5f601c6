CREATE TYPE "reply_class" AS ENUM('INTERESTED', 'MEETING_REQUEST', 'QUESTION', 'OBJECTION', 'NOT_NOW', 'REFERRAL', 'NOT_INTERESTED', 'UNSUBSCRIBE', 'OUT_OF_OFFICE', 'WRONG_PERSON', 'BOUNCE', 'OTHER');--> statement-breakpoint
CREATE TYPE "stop_verdict" AS ENUM('yes', 'doubt', 'no');--> statement-breakpoint
CREATE TABLE "reply" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"delivery_id" uuid NOT NULL,
	"lead_id" uuid,
	"matched_by" text,
	"provider" text NOT NULL,
	"channel" "channel" NOT NULL,
	"from_address" text,
	"subject" text,
	"text" text NOT NULL,
	"new_text" text NOT NULL,
	"class" "reply_class" NOT NULL,
	"read_as" "reply_class" NOT NULL,
	"confidence" real NOT NULL,
	"deciders" jsonb NOT NULL,
	"stop" "stop_verdict" NOT NULL,
	"is_automatic" boolean NOT NULL,
	"needs_person" boolean NOT NULL,
	"returns_on" date,
	"not_before" date,
	"referral_name" text,
	"referral_email" text,
	"referral_lead_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"confirmed_by" text,
	"confirmed_at" timestamp(3) with time zone,
	"answer_draft_id" uuid,
	"revived_at" timestamp(3) with time zone,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reply_confirmed_by_someone" CHECK (num_nonnulls("confirmed_by", "confirmed_at") in (0, 2)),
	CONSTRAINT "reply_confidence_from_0_to_1" CHECK ("confidence" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "reply_label" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"reply_id" uuid NOT NULL,
	"from_class" "reply_class" NOT NULL,
	"to_class" "reply_class" NOT NULL,
	"confidence" real NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "reply_delivery" ON "reply" ("delivery_id");--> statement-breakpoint
CREATE INDEX "reply_newest" ON "reply" ("at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "reply_by_class" ON "reply" ("class","at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "reply_undecided" ON "reply" ("at" DESC,"id" DESC) WHERE "confirmed_at" is null;--> statement-breakpoint
CREATE INDEX "reply_unmatched" ON "reply" ("at" DESC,"id" DESC) WHERE "lead_id" is null;--> statement-breakpoint
CREATE INDEX "reply_lead" ON "reply" ("lead_id","at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "reply_not_before" ON "reply" ("not_before") WHERE "class" = 'NOT_NOW' and "not_before" is not null and "revived_at" is null;--> statement-breakpoint
CREATE INDEX "reply_label_reply" ON "reply_label" ("reply_id");--> statement-breakpoint
CREATE INDEX "reply_label_at" ON "reply_label" ("at");--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_referral_lead_id_lead_id_fkey" FOREIGN KEY ("referral_lead_id") REFERENCES "lead"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_answer_draft_id_draft_id_fkey" FOREIGN KEY ("answer_draft_id") REFERENCES "draft"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "reply_label" ADD CONSTRAINT "reply_label_reply_id_reply_id_fkey" FOREIGN KEY ("reply_id") REFERENCES "reply"("id") ON DELETE CASCADE;