CREATE TYPE "health_verdict" AS ENUM('PASS', 'FAIL', 'UNKNOWN');--> statement-breakpoint
CREATE TABLE "account_check" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"account_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"effect" text,
	"spf" "health_verdict" NOT NULL,
	"dkim" "health_verdict" NOT NULL,
	"dmarc" "health_verdict" NOT NULL,
	"dns_evidence" jsonb NOT NULL,
	"dns_checked_at" timestamp(3) with time zone,
	"warmup_score" real,
	"sent" integer NOT NULL,
	"bounced" integer NOT NULL,
	"complained" integer,
	"verdict" "health_verdict" NOT NULL,
	"reasons" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_health" (
	"account_id" uuid PRIMARY KEY,
	"warmup_started_at" timestamp(3) with time zone,
	"spf" "health_verdict" NOT NULL,
	"dkim" "health_verdict" NOT NULL,
	"dmarc" "health_verdict" NOT NULL,
	"dns_evidence" jsonb NOT NULL,
	"dns_checked_at" timestamp(3) with time zone,
	"warmup_score" real,
	"sent" integer NOT NULL,
	"bounced" integer NOT NULL,
	"complained" integer,
	"verdict" "health_verdict" NOT NULL,
	"reasons" jsonb NOT NULL,
	"checked_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "account_health_counts" CHECK ("bounced" between 0 and "sent" and coalesce("complained", 0) >= 0)
);
--> statement-breakpoint
CREATE INDEX "account_check_by_account" ON "account_check" ("account_id","at" DESC,"id" DESC);--> statement-breakpoint
ALTER TABLE "account_check" ADD CONSTRAINT "account_check_account_id_sending_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "sending_account"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "account_health" ADD CONSTRAINT "account_health_account_id_sending_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "sending_account"("id") ON DELETE CASCADE;