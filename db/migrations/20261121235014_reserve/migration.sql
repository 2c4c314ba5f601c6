CREATE INDEX "touch_day_send" ON "touch_day" ("send_id");
--> statement-breakpoint
-- One verdict of `send_verdicts` about one send, as the function makes them; nothing is stored as this.
CREATE TYPE "rule_verdict" AS (place integer, rule text, passed boolean, message text, clears_at timestamptz);
