CREATE TYPE "batch_status" AS ENUM('PENDING', 'APPROVED', 'EXECUTING', 'EXECUTED', 'PARTIAL', 'REJECTED', 'EXPIRED', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "campaign_state" AS ENUM('PLANNED', 'DRAFTED', 'FILLED', 'ACTIVATING', 'ACTIVE', 'PAUSED', 'REMOVED');--> statement-breakpoint
CREATE TYPE "platform" AS ENUM('INSTANTLY', 'HEYREACH', 'GHL', 'RESEND', 'SMTP');--> statement-breakpoint
CREATE TYPE "send_status" AS ENUM('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'SKIPPED', 'REFUSED', 'UNKNOWN');--> statement-breakpoint
CREATE TYPE "channel" AS ENUM('EMAIL', 'LINKEDIN');--> statement-breakpoint
CREATE TYPE "draft_status" AS ENUM('PENDING', 'APPROVED', 'REJECTED', 'BLOCKED', 'EXPIRED', 'WITHDRAWN', 'SENT');--> statement-breakpoint
CREATE TYPE "motion" AS ENUM('OUTBOUND', 'CADENCE', 'REVIVAL', 'NURTURE');--> statement-breakpoint
CREATE TYPE "review_decision" AS ENUM('APPROVE', 'REJECT', 'EDIT', 'UNDO', 'UNAPPROVE');--> statement-breakpoint
CREATE TYPE "import_kind" AS ENUM('LEADS', 'CUSTOMERS', 'COMPETITORS', 'SUPPRESSIONS');--> statement-breakpoint
CREATE TYPE "import_outcome_kind" AS ENUM('CREATED', 'UPDATED', 'DUPLICATE', 'EXCLUDED', 'INVALID');--> statement-breakpoint
CREATE TYPE "run_status" AS ENUM('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "mode" AS ENUM('sandbox', 'production');--> statement-breakpoint
CREATE TYPE "process_kind" AS ENUM('api', 'jobs');--> statement-breakpoint
CREATE TYPE "email_status" AS ENUM('VERIFIED', 'LIKELY', 'CATCH_ALL', 'UNKNOWN', 'INVALID');--> statement-breakpoint
CREATE TYPE "exclusion_kind" AS ENUM('CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT');--> statement-breakpoint
CREATE TYPE "lead_stage" AS ENUM('PIPELINE', 'OUTREACH', 'ENGAGED', 'AT_RISK', 'TERMINAL');--> statement-breakpoint
CREATE TYPE "lead_status" AS ENUM('PENDING', 'APPROVED', 'REJECTED', 'DISPATCHED', 'SENT', 'LINKEDIN_SENT', 'REVIVAL_QUEUED', 'REVIVAL_SENT', 'OPENED', 'REPLIED', 'LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED', 'GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE', 'BOUNCED', 'UNSUBSCRIBED', 'DISQUALIFIED');--> statement-breakpoint
CREATE TYPE "seniority" AS ENUM('OWNER', 'FOUNDER', 'C_SUITE', 'PARTNER', 'VP', 'HEAD', 'DIRECTOR', 'MANAGER', 'SENIOR', 'ENTRY', 'INTERN', 'UNKNOWN');--> statement-breakpoint
CREATE TYPE "tier" AS ENUM('TIER_1', 'TIER_2', 'TIER_3');--> statement-breakpoint
CREATE TYPE "breaker_state" AS ENUM('CLOSED', 'OPEN', 'HALF_OPEN');--> statement-breakpoint
CREATE TYPE "pipeline_stage" AS ENUM('DISCOVER', 'ENRICH', 'SEGMENT', 'CRAFT', 'GUARD', 'QUEUE');--> statement-breakpoint
CREATE TYPE "stage_outcome" AS ENUM('WAITING', 'LEFT', 'SKIPPED', 'FAILED');--> statement-breakpoint
CREATE TYPE "alert_severity" AS ENUM('INFO', 'WARNING', 'CRITICAL');--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" bytea NOT NULL UNIQUE,
	"scopes" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"last_used_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone,
	CONSTRAINT "api_key_has_a_scope" CHECK (cardinality("scopes") > 0)
);
--> statement-breakpoint
CREATE TABLE "client_mutation" (
	"actor" text,
	"client_mutation_id" text,
	"field" text NOT NULL,
	"input_hash" bytea NOT NULL,
	"result" jsonb,
	"is_done" boolean DEFAULT false NOT NULL,
	"taken_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "client_mutation_pkey" PRIMARY KEY("actor","client_mutation_id")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"token_hash" bytea NOT NULL UNIQUE,
	"user_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"revoked_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_failure" (
	"key" text PRIMARY KEY,
	"failures" integer NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	"locked_until" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "user_account" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"name" text NOT NULL,
	"name_key" text NOT NULL UNIQUE,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"last_sign_in_at" timestamp(3) with time zone,
	"disabled_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_detail" (
	"audit_id" uuid PRIMARY KEY,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"at" timestamp(3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"digest" bytea NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_seal" (
	"number" bigint PRIMARY KEY,
	"audit_id" uuid NOT NULL UNIQUE,
	"previous_hash" bytea NOT NULL,
	"hash" bytea NOT NULL,
	"sealed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_unsealed" (
	"audit_id" uuid PRIMARY KEY,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "company" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"domain" text UNIQUE,
	"country_code" text,
	"industry" text,
	"employees_min" integer,
	"employees_max" integer,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "company_employees_in_order" CHECK ("employees_min" <= "employees_max")
);
--> statement-breakpoint
CREATE TABLE "batch" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"motion" "motion" NOT NULL,
	"status" "batch_status" DEFAULT 'PENDING'::"batch_status" NOT NULL,
	"scope_hash" bytea NOT NULL,
	"is_test" boolean DEFAULT false NOT NULL,
	"open_window_reason" text,
	"created_by" text NOT NULL,
	"created_by_id" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"decided_by" text,
	"decided_by_id" text,
	"decided_at" timestamp(3) with time zone,
	"decision_reason" text,
	"started_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone,
	CONSTRAINT "batch_decided_by_someone" CHECK ("status" in ('PENDING', 'EXPIRED', 'CANCELLED') or num_nonnulls("decided_by", "decided_by_id", "decided_at") = 3)
);
--> statement-breakpoint
CREATE TABLE "batch_held" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"batch_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"lead_id" uuid NOT NULL,
	"draft_id" uuid,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"clears_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "campaign" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"batch_id" uuid NOT NULL,
	"platform" "platform" NOT NULL,
	"account" text NOT NULL,
	"zone" text NOT NULL,
	"window_from" timestamp(3) with time zone NOT NULL,
	"window_to" timestamp(3) with time zone NOT NULL,
	"state" "campaign_state" DEFAULT 'PLANNED'::"campaign_state" NOT NULL,
	"provider_campaign_id" text,
	"held_until" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ceiling_use" (
	"day" date,
	"scope" text,
	"name" text,
	"used" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "ceiling_use_pkey" PRIMARY KEY("day","scope","name"),
	CONSTRAINT "ceiling_use_is_not_negative" CHECK ("used" >= 0)
);
--> statement-breakpoint
CREATE TABLE "provider_hook" (
	"provider" text PRIMARY KEY,
	"provider_hook_id" text,
	"is_hearing" boolean NOT NULL,
	"problem" text,
	"last_event_at" timestamp(3) with time zone,
	"polled_at" timestamp(3) with time zone,
	"checked_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ramp_graduation" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"at" timestamp(3) with time zone NOT NULL,
	"by" text NOT NULL,
	"override_reason" text
);
--> statement-breakpoint
CREATE TABLE "recall" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"send_id" uuid,
	"campaign_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"confirmed_at" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"held_until" timestamp(3) with time zone,
	CONSTRAINT "recall_kind" CHECK (("kind" = 'LEAD') = ("send_id" is not null) and "kind" in ('LEAD', 'CAMPAIGN'))
);
--> statement-breakpoint
CREATE TABLE "send" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"batch_id" uuid NOT NULL,
	"campaign_id" uuid,
	"place" integer NOT NULL,
	"lead_id" uuid,
	"draft_id" uuid,
	"draft_version" integer,
	"person" text NOT NULL,
	"address" text NOT NULL,
	"domain" text NOT NULL,
	"channel" "channel" NOT NULL,
	"platform" "platform" NOT NULL,
	"account" text NOT NULL,
	"motion" "motion" NOT NULL,
	"round" smallint NOT NULL,
	"step" smallint NOT NULL,
	"tier" "tier",
	"angle" text,
	"name_keys" text[] DEFAULT '{}'::text[] NOT NULL,
	"law_region" text,
	"zone" text NOT NULL,
	"window_from" timestamp(3) with time zone NOT NULL,
	"window_to" timestamp(3) with time zone NOT NULL,
	"scheduled_at" timestamp(3) with time zone NOT NULL,
	"ceiling_day" date,
	"frozen" bytea,
	"hash" bytea NOT NULL,
	"status" "send_status" DEFAULT 'PLANNED'::"send_status" NOT NULL,
	"code" text,
	"message" text,
	"verdicts" jsonb,
	"not_before" timestamp(3) with time zone,
	"reserved_at" timestamp(3) with time zone,
	"accepted_at" timestamp(3) with time zone,
	"proven_at" timestamp(3) with time zone,
	"recalled_at" timestamp(3) with time zone,
	"next_check_at" timestamp(3) with time zone,
	"checks" integer DEFAULT 0 NOT NULL,
	"provider_lead_id" text,
	"provider_message_id" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "send_says_why" CHECK ("status" not in ('SKIPPED', 'REFUSED') or "code" is not null)
);
--> statement-breakpoint
CREATE TABLE "send_attempt" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"send_id" uuid NOT NULL,
	"key" uuid NOT NULL,
	"taken_at" timestamp(3) with time zone NOT NULL,
	"lease_until" timestamp(3) with time zone NOT NULL,
	"settled_at" timestamp(3) with time zone,
	"outcome" text,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "sending_account" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"platform" "platform" NOT NULL,
	"address" text NOT NULL,
	"domain" text NOT NULL,
	"position" integer NOT NULL,
	"warmup_score" real,
	"paused_at" timestamp(3) with time zone,
	"pause_reason" text,
	"checked_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sending_account_pause_has_a_reason" CHECK (("paused_at" is null) = ("pause_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "touch_day" (
	"person" text,
	"day" date,
	"send_id" uuid NOT NULL,
	CONSTRAINT "touch_day_pkey" PRIMARY KEY("person","day")
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"run_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"status" "draft_status" NOT NULL,
	"channel" "channel" NOT NULL,
	"motion" "motion" DEFAULT 'OUTBOUND'::"motion" NOT NULL,
	"round" smallint DEFAULT 1 NOT NULL,
	"step" smallint DEFAULT 1 NOT NULL,
	"angle" text NOT NULL,
	"variant" text,
	"template_version" integer NOT NULL,
	"campaign" text,
	"subject" text,
	"body" text NOT NULL,
	"original_subject" text,
	"original_body" text NOT NULL,
	"footer" text NOT NULL,
	"claims" jsonb NOT NULL,
	"compliance" jsonb NOT NULL,
	"is_compliant" boolean NOT NULL,
	"guard_notes" jsonb NOT NULL,
	"fingerprint" bytea NOT NULL,
	"opener" text NOT NULL,
	"tier" "tier",
	"sort_tier" smallint GENERATED ALWAYS AS (case tier when 'TIER_1' then 3 when 'TIER_2' then 2 when 'TIER_3' then 1 else 0 end) STORED NOT NULL,
	"search" tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_words(coalesce(subject, '')))) STORED,
	"score" smallint NOT NULL,
	"is_test" boolean DEFAULT false NOT NULL,
	"is_edited" boolean DEFAULT false NOT NULL,
	"facts_digest" bytea NOT NULL,
	"opened_at" timestamp(3) with time zone,
	"decided_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "draft_email_has_subject" CHECK (("channel" = 'EMAIL') = ("subject" is not null))
);
--> statement-breakpoint
CREATE TABLE "draft_reading" (
	"draft_id" uuid,
	"actor" text,
	"since" timestamp(3) with time zone NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "draft_reading_pkey" PRIMARY KEY("draft_id","actor")
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"draft_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"source" text NOT NULL,
	"found_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "review" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"draft_id" uuid NOT NULL,
	"draft_version" integer NOT NULL,
	"decision" "review_decision" NOT NULL,
	"tag" text,
	"reason" text,
	"actor" text NOT NULL,
	"change" jsonb,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "review_reject_says_why" CHECK ("decision" <> 'REJECT' or ("tag" is not null and length("reason") >= 10))
);
--> statement-breakpoint
CREATE TABLE "unsubscribe_token" (
	"token_hash" bytea PRIMARY KEY,
	"draft_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"person_key" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "import_outcome" (
	"import_id" uuid,
	"row" integer,
	"outcome" "import_outcome_kind" NOT NULL,
	"lead_id" uuid,
	"column" text,
	"code" text,
	"reason" text,
	CONSTRAINT "import_outcome_pkey" PRIMARY KEY("import_id","row"),
	CONSTRAINT "import_outcome_explains_itself" CHECK ("outcome" in ('CREATED', 'UPDATED') or "reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "import" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"upload_id" uuid NOT NULL,
	"kind" "import_kind" DEFAULT 'LEADS'::"import_kind" NOT NULL,
	"file_name" text NOT NULL,
	"status" "run_status" DEFAULT 'RUNNING'::"run_status" NOT NULL,
	"mapping" jsonb NOT NULL,
	"rows" integer,
	"written_rows" integer DEFAULT 0 NOT NULL,
	"bytes_read" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"created_by" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"file_name" text NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"is_complete" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upload_chunk" (
	"upload_id" uuid,
	"number" integer,
	"content" bytea NOT NULL,
	CONSTRAINT "upload_chunk_pkey" PRIMARY KEY("upload_id","number")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"only" boolean PRIMARY KEY DEFAULT true,
	"mode" "mode" NOT NULL,
	"moved" interval DEFAULT '0' NOT NULL,
	"schema_fingerprint" text NOT NULL,
	"born_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "installation_is_one_row" CHECK ("only"),
	CONSTRAINT "installation_clock_moves_only_in_sandbox" CHECK ("mode" = 'sandbox' or "moved" = interval '0')
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"transaction" xid8 DEFAULT pg_current_xact_id() NOT NULL,
	"topic" text NOT NULL,
	"subject" uuid,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "process" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"kind" "process_kind" NOT NULL,
	"version" text NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"emergency_stop" boolean DEFAULT false NOT NULL,
	"shadow_mode" boolean DEFAULT false NOT NULL,
	"started_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exclusion" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"kind" "exclusion_kind" NOT NULL,
	"domain" text,
	"email" text,
	"person_key" text,
	"linkedin_url" text,
	"linkedin_key" text,
	"name" text,
	"name_key" text,
	"note" text,
	"source" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp(3) with time zone,
	CONSTRAINT "exclusion_names_something" CHECK (num_nonnulls("domain", "person_key", "linkedin_key", "name_key") >= 1),
	CONSTRAINT "exclusion_email_and_person_go_together" CHECK (("email" is null) = ("person_key" is null))
);
--> statement-breakpoint
CREATE TABLE "lead" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"email" text UNIQUE,
	"person_key" text UNIQUE,
	"email_status" "email_status",
	"linkedin_key" text UNIQUE,
	"linkedin_url" text,
	"first_name" text,
	"last_name" text,
	"full_name" text,
	"title" text,
	"seniority" "seniority" DEFAULT 'UNKNOWN'::"seniority" NOT NULL,
	"company_id" uuid,
	"company_name" text,
	"city" text,
	"region" text,
	"country_code" text,
	"time_zone" text,
	"source" text NOT NULL,
	"status" "lead_status" DEFAULT 'PENDING'::"lead_status" NOT NULL,
	"status_cause" text,
	"stage" "lead_stage" GENERATED ALWAYS AS (case
          when status in ('PENDING', 'APPROVED', 'REJECTED', 'DISPATCHED') then 'PIPELINE'::lead_stage
          when status in ('SENT', 'LINKEDIN_SENT', 'REVIVAL_QUEUED', 'REVIVAL_SENT') then 'OUTREACH'::lead_stage
          when status in ('OPENED', 'REPLIED', 'LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') then 'ENGAGED'::lead_stage
          when status in ('GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE') then 'AT_RISK'::lead_stage
          else 'TERMINAL'::lead_stage
        end) STORED NOT NULL,
	"tier" "tier",
	"score" smallint,
	"sort_score" smallint GENERATED ALWAYS AS (coalesce(score, -1)) STORED NOT NULL,
	"sort_name" text GENERATED ALWAYS AS (coalesce(lower(full_name), '~')) STORED NOT NULL,
	"account" text,
	"intent" double precision DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"search" tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_words(coalesce(full_name, '') || ' ' || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(email, '')))) STORED,
	"last_activity_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lead_has_an_identity" CHECK ("person_key" is not null or "linkedin_key" is not null),
	CONSTRAINT "lead_email_and_person_go_together" CHECK (("email" is null) = ("person_key" is null)),
	CONSTRAINT "lead_score_from_0_to_100" CHECK ("score" between 0 and 100),
	CONSTRAINT "lead_cause_only_when_disqualified" CHECK (("status_cause" is not null) = ("status" = 'DISQUALIFIED'))
);
--> statement-breakpoint
CREATE TABLE "lead_alias" (
	"key" text PRIMARY KEY,
	"lead_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lead_observation" (
	"lead_id" uuid,
	"provider" text,
	"facts" jsonb NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "lead_observation_pkey" PRIMARY KEY("lead_id","provider")
);
--> statement-breakpoint
CREATE TABLE "score_decision" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"lead_id" uuid NOT NULL,
	"profile_version" integer NOT NULL,
	"facts" jsonb NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suppression" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"email" text,
	"person_key" text,
	"domain" text,
	"linkedin_url" text,
	"linkedin_key" text,
	"reason" text NOT NULL,
	"source" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"until" timestamp(3) with time zone,
	"lifted_at" timestamp(3) with time zone,
	"lifted_by" text,
	CONSTRAINT "suppression_names_one_thing" CHECK (num_nonnulls("person_key", "domain", "linkedin_key") = 1)
);
--> statement-breakpoint
CREATE TABLE "delivery_once" (
	"provider" text,
	"key" text,
	"delivery_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "delivery_once_pkey" PRIMARY KEY("provider","key")
);
--> statement-breakpoint
CREATE TABLE "send_once" (
	"person" text,
	"round" smallint,
	"step" smallint,
	"channel" "channel",
	"send_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "send_once_pkey" PRIMARY KEY("person","round","step","channel")
);
--> statement-breakpoint
CREATE TABLE "provider_allowance" (
	"name" text PRIMARY KEY,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_breaker" (
	"provider" text PRIMARY KEY,
	"state" "breaker_state" DEFAULT 'CLOSED'::"breaker_state" NOT NULL,
	"failures_in_a_row" integer DEFAULT 0 NOT NULL,
	"recent" boolean[] NOT NULL,
	"opened_at" timestamp(3) with time zone,
	"probe_until" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "provider_lookup" (
	"provider" text,
	"key" text,
	"is_found" boolean NOT NULL,
	"answer" jsonb,
	"credits" numeric NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "provider_lookup_pkey" PRIMARY KEY("provider","key")
);
--> statement-breakpoint
CREATE TABLE "pipeline_run" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"key" text NOT NULL UNIQUE,
	"mode" text NOT NULL,
	"source" text NOT NULL,
	"limit_count" integer,
	"status" "run_status" DEFAULT 'RUNNING'::"run_status" NOT NULL,
	"discovery" jsonb,
	"failure" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "pipeline_run_found" (
	"run_id" uuid,
	"provider_person_id" text,
	"outcome" "stage_outcome" DEFAULT 'WAITING'::"stage_outcome" NOT NULL,
	"code" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lead_id" uuid,
	"held_until" timestamp(3) with time zone,
	CONSTRAINT "pipeline_run_found_pkey" PRIMARY KEY("run_id","provider_person_id")
);
--> statement-breakpoint
CREATE TABLE "pipeline_run_lead" (
	"run_id" uuid,
	"lead_id" uuid,
	"stage" "pipeline_stage" NOT NULL,
	"outcome" "stage_outcome" DEFAULT 'WAITING'::"stage_outcome" NOT NULL,
	"code" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"held_until" timestamp(3) with time zone,
	CONSTRAINT "pipeline_run_lead_pkey" PRIMARY KEY("run_id","lead_id")
);
--> statement-breakpoint
CREATE TABLE "pipeline_run_stage" (
	"run_id" uuid,
	"stage" "pipeline_stage",
	"started_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	"failure" text,
	CONSTRAINT "pipeline_run_stage_pkey" PRIMARY KEY("run_id","stage")
);
--> statement-breakpoint
CREATE TABLE "alert" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"cause" text NOT NULL,
	"severity" "alert_severity" NOT NULL,
	"message" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp(3) with time zone NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	"acknowledged_by" text,
	"acknowledged_at" timestamp(3) with time zone,
	"resolved_by" text,
	"resolved_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "emergency_stop" (
	"id" uuid PRIMARY KEY DEFAULT uuid_v7(),
	"scope" text NOT NULL,
	"reason" text NOT NULL,
	"is_drill" boolean DEFAULT false NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp(3) with time zone NOT NULL,
	"lifted_by" text,
	"lifted_at" timestamp(3) with time zone,
	"lift_reason" text,
	CONSTRAINT "emergency_stop_lifted_by_someone" CHECK (num_nonnulls("lifted_by", "lifted_at", "lift_reason") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "setting_version" (
	"section" text,
	"version" integer,
	"document" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "setting_version_pkey" PRIMARY KEY("section","version"),
	CONSTRAINT "setting_version_counts_from_1" CHECK ("version" >= 1)
);
--> statement-breakpoint
CREATE INDEX "client_mutation_taken" ON "client_mutation" ("taken_at");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" ("user_id");--> statement-breakpoint
CREATE INDEX "session_expires" ON "session" ("expires_at");--> statement-breakpoint
CREATE INDEX "audit_entry_subject" ON "audit_entry" ("subject_id","id" DESC);--> statement-breakpoint
CREATE INDEX "audit_entry_actor" ON "audit_entry" ("actor","id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "company_without_domain" ON "company" ("name_key",coalesce("country_code", '')) WHERE "domain" is null;--> statement-breakpoint
CREATE INDEX "company_name_key" ON "company" ("name_key");--> statement-breakpoint
CREATE INDEX "company_industry" ON "company" ("industry");--> statement-breakpoint
CREATE INDEX "batch_by_created" ON "batch" ("created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "batch_test" ON "batch" ("id") WHERE "is_test";--> statement-breakpoint
CREATE INDEX "batch_by_status" ON "batch" ("status","created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "batch_held_place" ON "batch_held" ("batch_id","place");--> statement-breakpoint
CREATE INDEX "batch_held_lead" ON "batch_held" ("lead_id");--> statement-breakpoint
CREATE UNIQUE INDEX "campaign_once" ON "campaign" ("batch_id","account","zone","window_from");--> statement-breakpoint
CREATE UNIQUE INDEX "campaign_provider" ON "campaign" ("platform","provider_campaign_id");--> statement-breakpoint
CREATE INDEX "campaign_open" ON "campaign" ("state") WHERE "state" in ('PLANNED', 'DRAFTED', 'FILLED', 'ACTIVATING');--> statement-breakpoint
CREATE UNIQUE INDEX "recall_lead_once" ON "recall" ("send_id") WHERE "kind" = 'LEAD' and "confirmed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "recall_campaign_once" ON "recall" ("campaign_id") WHERE "kind" = 'CAMPAIGN' and "confirmed_at" is null;--> statement-breakpoint
CREATE INDEX "recall_open" ON "recall" ("asked_at") WHERE "confirmed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "send_place" ON "send" ("batch_id","place");--> statement-breakpoint
CREATE INDEX "send_status" ON "send" ("status","created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "send_lead" ON "send" ("lead_id","id" DESC);--> statement-breakpoint
CREATE INDEX "send_campaign" ON "send" ("campaign_id");--> statement-breakpoint
CREATE INDEX "send_draft" ON "send" ("draft_id");--> statement-breakpoint
CREATE INDEX "send_accepted_day" ON "send" ("accepted_at") WHERE "accepted_at" is not null;--> statement-breakpoint
CREATE INDEX "send_proven" ON "send" ("proven_at") WHERE "proven_at" is not null;--> statement-breakpoint
CREATE INDEX "send_by_address" ON "send" ("address","id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "send_open_draft" ON "send" ("draft_id") WHERE "status" in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN');--> statement-breakpoint
CREATE INDEX "send_attempt_send" ON "send_attempt" ("send_id");--> statement-breakpoint
CREATE INDEX "send_attempt_key" ON "send_attempt" ("key");--> statement-breakpoint
CREATE INDEX "send_attempt_open" ON "send_attempt" ("lease_until") WHERE "settled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "send_attempt_one_open" ON "send_attempt" ("send_id") WHERE "settled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "sending_account_address" ON "sending_account" ("platform","address");--> statement-breakpoint
CREATE UNIQUE INDEX "draft_open_once" ON "draft" ("lead_id","channel","round","step") WHERE "status" in ('PENDING', 'APPROVED');--> statement-breakpoint
CREATE INDEX "draft_queue" ON "draft" ("status","sort_tier" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "draft_decided" ON "draft" ("decided_at") WHERE "decided_at" is not null;--> statement-breakpoint
CREATE INDEX "draft_by_status" ON "draft" ("status","created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "draft_by_score" ON "draft" ("status","score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "draft_lead" ON "draft" ("lead_id","id" DESC);--> statement-breakpoint
CREATE INDEX "draft_run" ON "draft" ("run_id");--> statement-breakpoint
CREATE INDEX "evidence_draft" ON "evidence" ("draft_id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_one_per_version" ON "review" ("draft_id","draft_version");--> statement-breakpoint
CREATE INDEX "review_at" ON "review" ("at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "unsubscribe_token_draft" ON "unsubscribe_token" ("draft_id");--> statement-breakpoint
CREATE INDEX "import_outcome_kind" ON "import_outcome" ("import_id","outcome","row");--> statement-breakpoint
CREATE INDEX "import_started" ON "import" ("started_at" DESC,"id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "import_one_at_a_time" ON "import" ("upload_id") WHERE "status" = 'RUNNING';--> statement-breakpoint
CREATE UNIQUE INDEX "exclusion_domain" ON "exclusion" ("domain") WHERE "removed_at" is null and "domain" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "exclusion_person" ON "exclusion" ("person_key") WHERE "removed_at" is null and "person_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "exclusion_linkedin" ON "exclusion" ("linkedin_key") WHERE "removed_at" is null and "linkedin_key" is not null;--> statement-breakpoint
CREATE INDEX "exclusion_at" ON "exclusion" ("at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "exclusion_name" ON "exclusion" ("name_key") WHERE "removed_at" is null and "name_key" is not null;--> statement-breakpoint
CREATE INDEX "lead_by_score" ON "lead" ("sort_score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_by_created" ON "lead" ("created_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_by_activity" ON "lead" ("last_activity_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_by_name" ON "lead" ("sort_name","id");--> statement-breakpoint
CREATE INDEX "lead_status_score" ON "lead" ("status","sort_score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_stage_score" ON "lead" ("stage","sort_score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_tier_score" ON "lead" ("tier","sort_score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_source_score" ON "lead" ("source","sort_score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_company_score" ON "lead" ("company_id","sort_score" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_updated" ON "lead" ("updated_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "lead_search" ON "lead" USING gin ("search");--> statement-breakpoint
CREATE INDEX "lead_alias_lead" ON "lead_alias" ("lead_id");--> statement-breakpoint
CREATE INDEX "score_decision_lead" ON "score_decision" ("lead_id","id" DESC);--> statement-breakpoint
CREATE INDEX "score_decision_at" ON "score_decision" ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "suppression_person" ON "suppression" ("person_key") WHERE "lifted_at" is null and "person_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "suppression_domain" ON "suppression" ("domain") WHERE "lifted_at" is null and "domain" is not null;--> statement-breakpoint
CREATE INDEX "suppression_at" ON "suppression" ("at" DESC,"id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "suppression_linkedin" ON "suppression" ("linkedin_key") WHERE "lifted_at" is null and "linkedin_key" is not null;--> statement-breakpoint
CREATE INDEX "send_once_send" ON "send_once" ("send_id");--> statement-breakpoint
CREATE INDEX "provider_lookup_at" ON "provider_lookup" ("provider","at");--> statement-breakpoint
CREATE INDEX "pipeline_run_started" ON "pipeline_run" ("started_at" DESC,"id" DESC);--> statement-breakpoint
CREATE INDEX "pipeline_run_open" ON "pipeline_run" ("id") WHERE "status" = 'RUNNING';--> statement-breakpoint
CREATE INDEX "pipeline_run_found_waiting" ON "pipeline_run_found" ("run_id","provider_person_id") WHERE "outcome" = 'WAITING';--> statement-breakpoint
CREATE INDEX "pipeline_run_lead_waiting" ON "pipeline_run_lead" ("run_id","stage","lead_id") WHERE "outcome" = 'WAITING';--> statement-breakpoint
CREATE INDEX "pipeline_run_lead_count" ON "pipeline_run_lead" ("run_id","stage","outcome","code");--> statement-breakpoint
CREATE INDEX "pipeline_run_lead_lead" ON "pipeline_run_lead" ("lead_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_one_open_per_cause" ON "alert" ("cause") WHERE "resolved_at" is null;--> statement-breakpoint
CREATE INDEX "alert_last" ON "alert" ("last_at" DESC,"id" DESC);--> statement-breakpoint
CREATE UNIQUE INDEX "emergency_stop_one_per_scope" ON "emergency_stop" ("scope") WHERE "lifted_at" is null;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_account_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id");--> statement-breakpoint
ALTER TABLE "audit_detail" ADD CONSTRAINT "audit_detail_audit_id_audit_entry_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit_entry"("id");--> statement-breakpoint
ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_audit_id_audit_entry_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit_entry"("id");--> statement-breakpoint
ALTER TABLE "audit_unsealed" ADD CONSTRAINT "audit_unsealed_audit_id_audit_entry_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit_entry"("id");--> statement-breakpoint
ALTER TABLE "batch_held" ADD CONSTRAINT "batch_held_batch_id_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id");--> statement-breakpoint
ALTER TABLE "batch_held" ADD CONSTRAINT "batch_held_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_batch_id_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id");--> statement-breakpoint
ALTER TABLE "recall" ADD CONSTRAINT "recall_send_id_send_id_fkey" FOREIGN KEY ("send_id") REFERENCES "send"("id");--> statement-breakpoint
ALTER TABLE "recall" ADD CONSTRAINT "recall_campaign_id_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id");--> statement-breakpoint
ALTER TABLE "send" ADD CONSTRAINT "send_batch_id_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id");--> statement-breakpoint
ALTER TABLE "send" ADD CONSTRAINT "send_campaign_id_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id");--> statement-breakpoint
ALTER TABLE "send" ADD CONSTRAINT "send_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id");--> statement-breakpoint
ALTER TABLE "send" ADD CONSTRAINT "send_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id");--> statement-breakpoint
ALTER TABLE "send_attempt" ADD CONSTRAINT "send_attempt_send_id_send_id_fkey" FOREIGN KEY ("send_id") REFERENCES "send"("id");--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id");--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_run_id_pipeline_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "pipeline_run"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "draft_reading" ADD CONSTRAINT "draft_reading_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_draft_id_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "import_outcome" ADD CONSTRAINT "import_outcome_import_id_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "import_outcome" ADD CONSTRAINT "import_outcome_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "import" ADD CONSTRAINT "import_upload_id_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id");--> statement-breakpoint
ALTER TABLE "upload_chunk" ADD CONSTRAINT "upload_chunk_upload_id_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "lead" ADD CONSTRAINT "lead_company_id_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company"("id");--> statement-breakpoint
ALTER TABLE "lead_alias" ADD CONSTRAINT "lead_alias_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "lead_observation" ADD CONSTRAINT "lead_observation_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "score_decision" ADD CONSTRAINT "score_decision_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "pipeline_run_found" ADD CONSTRAINT "pipeline_run_found_run_id_pipeline_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "pipeline_run"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "pipeline_run_found" ADD CONSTRAINT "pipeline_run_found_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "pipeline_run_lead" ADD CONSTRAINT "pipeline_run_lead_run_id_pipeline_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "pipeline_run"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "pipeline_run_lead" ADD CONSTRAINT "pipeline_run_lead_lead_id_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "pipeline_run_stage" ADD CONSTRAINT "pipeline_run_stage_run_id_pipeline_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "pipeline_run"("id") ON DELETE CASCADE;