CREATE TABLE "lead_status_transition" (
	"from_status" "lead_status",
	"cause" text,
	"to_status" "lead_status" NOT NULL,
	CONSTRAINT "lead_status_transition_pkey" PRIMARY KEY("cause","from_status")
);
