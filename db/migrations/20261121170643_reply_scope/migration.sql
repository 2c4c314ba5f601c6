CREATE TYPE "data_request" AS ENUM('ERASURE', 'ACCESS');--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "stops_company" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "data_request" "data_request";