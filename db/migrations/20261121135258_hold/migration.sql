CREATE TABLE "hold" (
	"name" text PRIMARY KEY,
	"token" uuid NOT NULL,
	"held_until" timestamp with time zone NOT NULL
);
