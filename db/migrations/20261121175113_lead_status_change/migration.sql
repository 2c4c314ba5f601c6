CREATE TABLE "lead_status_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lead_status_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lead_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"from_status" "lead_status" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "lead_status_change_lead" ON "lead_status_change" ("lead_id","at","id");--> statement-breakpoint
CREATE INDEX "lead_status_change_at" ON "lead_status_change" ("at");--> statement-breakpoint
ALTER TABLE "lead_status_change" ADD CONSTRAINT "lead_status_change_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;