ALTER TABLE "account_check" ALTER COLUMN "spf" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "dkim" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "dmarc" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "dns_evidence" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "sent" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "bounced" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "verdict" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_check" ALTER COLUMN "reasons" SET DEFAULT '[]';--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "spf" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "dkim" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "dmarc" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "dns_evidence" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "sent" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "bounced" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "verdict" SET DEFAULT 'UNKNOWN'::"health_verdict";--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "reasons" SET DEFAULT '[]';--> statement-breakpoint
ALTER TABLE "account_health" ALTER COLUMN "checked_at" DROP NOT NULL;