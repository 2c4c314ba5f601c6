CREATE TABLE "weekly_digest" (
	"week" date PRIMARY KEY,
	"numbers" jsonb NOT NULL,
	"message" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
