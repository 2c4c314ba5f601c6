CREATE TABLE "recovery_code" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"user_id" uuid NOT NULL,
	"code_hash" bytea NOT NULL UNIQUE,
	"used_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "second_factor" (
	"user_id" uuid PRIMARY KEY,
	"sealed" bytea,
	"key_id" text,
	"confirmed_at" timestamp(3) with time zone,
	"last_step" bigint,
	"offered_sealed" bytea,
	"offered_key_id" text,
	"offered_at" timestamp(3) with time zone,
	CONSTRAINT "second_factor_is_confirmed_with_its_secret" CHECK (("sealed" is null) = ("confirmed_at" is null) and ("sealed" is null) = ("key_id" is null))
);
--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "browser" text;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "secret_is_first" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "secret_runs_out_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "recovery_code_user" ON "recovery_code" ("user_id");--> statement-breakpoint
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_user_id_user_account_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id");--> statement-breakpoint
ALTER TABLE "second_factor" ADD CONSTRAINT "second_factor_user_id_user_account_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id");