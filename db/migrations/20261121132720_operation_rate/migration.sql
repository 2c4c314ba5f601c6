CREATE UNLOGGED TABLE "operation_rate" (
	"caller" text PRIMARY KEY,
	"due_at" timestamp with time zone NOT NULL
);
