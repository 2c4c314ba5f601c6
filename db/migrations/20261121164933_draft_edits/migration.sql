CREATE TABLE "draft_edit_change" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"draft_id" uuid NOT NULL,
	"draft_version" integer NOT NULL,
	"place" smallint NOT NULL,
	"angle" text NOT NULL,
	"template_version" integer NOT NULL,
	"field" text NOT NULL,
	"key" text NOT NULL,
	"before_words" text NOT NULL,
	"after_words" text NOT NULL,
	"left_words" text NOT NULL,
	"right_words" text NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "draft_edit_change_field" CHECK ("field" in ('subject', 'body'))
);
--> statement-breakpoint
CREATE TABLE "template_proposal_decision" (
	"key" text PRIMARY KEY,
	"angle" text NOT NULL,
	"decision" text NOT NULL,
	"template_version" integer,
	"reason" text,
	"actor" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "template_proposal_decision_is" CHECK (("decision" = 'ACCEPTED' and "template_version" is not null) or ("decision" = 'DISMISSED' and "reason" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "draft_edit_change_once" ON "draft_edit_change" ("draft_id","draft_version","place");--> statement-breakpoint
CREATE INDEX "draft_edit_change_key" ON "draft_edit_change" ("key","draft_id");--> statement-breakpoint
CREATE INDEX "draft_edit_change_newest" ON "draft_edit_change" ("at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "draft_edit_change_angle" ON "draft_edit_change" ("angle","at" DESC,"id" DESC);--> statement-breakpoint
ALTER TABLE "draft_edit_change" ADD CONSTRAINT "draft_edit_change_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE;