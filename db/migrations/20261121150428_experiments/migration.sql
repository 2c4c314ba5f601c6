CREATE TABLE "experiment_stop" (
	"angle" text,
	"template_version" integer,
	"winner" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"stopped_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "experiment_stop_pkey" PRIMARY KEY("angle","template_version"),
	CONSTRAINT "experiment_stop_winner" CHECK ("winner" in ('A', 'B'))
);
