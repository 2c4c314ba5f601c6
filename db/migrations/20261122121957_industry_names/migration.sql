DROP INDEX "company_industry";--> statement-breakpoint
CREATE INDEX "company_industry" ON "company" (lower("industry"),"industry");