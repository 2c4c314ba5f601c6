CREATE INDEX "company_name_prefix" ON "company" ("name_key" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "company_domain_prefix" ON "company" ("domain" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "company_by_name" ON "company" ("name_key","id");