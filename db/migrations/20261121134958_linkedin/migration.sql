CREATE TABLE "linkedin_campaign" (
	"id" integer PRIMARY KEY,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"action" "touch_action" NOT NULL,
	"problem" text,
	"checked_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "linkedin_campaign_is_no_email" CHECK ("action" <> 'EMAIL')
);
--> statement-breakpoint
CREATE TABLE "unsigned_provider" (
	"provider" text PRIMARY KEY,
	"seen_at" timestamp(3) with time zone NOT NULL
);
