CREATE TABLE "lead_fit" (
	"lead_id" uuid PRIMARY KEY,
	"fit" jsonb NOT NULL,
	"profile_version" integer NOT NULL,
	"is_outdated" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX "lead_fit_profile" ON "lead_fit" ("profile_version","lead_id");--> statement-breakpoint
CREATE INDEX "lead_fit_outdated" ON "lead_fit" ("lead_id") WHERE "is_outdated";--> statement-breakpoint
ALTER TABLE "lead_fit" ADD CONSTRAINT "lead_fit_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
-- Leads that were scored before this: the sweep reads their facts.
INSERT INTO "lead_fit" ("lead_id", "fit", "profile_version", "is_outdated") SELECT "id", '{}', 0, true FROM "lead" WHERE "score" IS NOT NULL;
