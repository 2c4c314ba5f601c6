CREATE INDEX "company_domain_backwards" ON "company" (reverse("domain") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "company_name_in_one" ON "company" (replace("name_key", ' ', '') text_pattern_ops);--> statement-breakpoint
CREATE INDEX "lead_domain_backwards" ON "lead" (reverse(split_part("email", '@', 2)) text_pattern_ops);