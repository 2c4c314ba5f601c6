import { flag, providerNames, sharedEnvironment } from '@swarm/jobs/env'
import { z } from 'zod'
import { readNetwork } from './http/client-address.ts'
import { readPublicKey } from './webhooks/ed25519.ts'

/** What the API process reads from its environment; `.env.example` says what each means. */
export const apiEnvironment = {
  ...sharedEnvironment,
  HOST: z.string().default('127.0.0.1'),
  /** How long it goes on serving after it was told to stop, saying that it is not ready: a load balancer has to see that first. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(15).default(0),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  PUBLIC_URL: z.url().optional(),
  SESSION_SECRET: z.string({ error: 'at least 32 characters' }).min(32, 'at least 32 characters'),
  SESSION_SECRET_BEFORE: z.string().min(32, 'at least 32 characters').optional(),
  CORS_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    )
    .pipe(z.array(z.url())),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list, context) =>
      list
        .split(',')
        .map((text) => text.trim())
        .filter((text) => text !== '')
        .flatMap((text) => {
          const network = readNetwork(text)
          if (network) return [network]
          context.addIssue({ code: 'custom', message: `"${text}" is neither an address nor a network as 10.0.0.0/8` })
          return []
        }),
    ),
  INSTANTLY_WEBHOOK_SECRET: z.string().min(1).optional(),
  HEYREACH_API_KEY: z.string().min(1).optional(),
  HEYREACH_WEBHOOK_SECRET: z.string().min(1).optional(),
  CLAY_API_KEY: z.string().min(1).optional(),
  CLAY_WEBHOOK_SECRET: z.string().min(1).optional(),
  BETTERCONTACT_API_KEY: z.string().min(1).optional(),
  BETTERCONTACT_WEBHOOK_SECRET: z.string().min(1).optional(),
  RB2B_WEBHOOK_SECRET: z.string().min(1).optional(),
  RESEND_WEBHOOK_SECRET: z.string().min(1).optional(),
  GHL_WEBHOOK_PUBLIC_KEY: z
    .string()
    .refine((text) => readPublicKey(text) !== null, 'an Ed25519 public key, PEM or base64')
    .optional(),
  WEBHOOK_STRICT: flag(true),
  UNSIGNED_ALLOWLIST: providerNames,
  /** Set by the supervisor in the sandbox: where its clock is moved. */
  SANDBOX_URL: z.url().optional(),
  WEB_FOLDER: z.string().optional(),
}

export type ApiEnvironment = { [Name in keyof typeof apiEnvironment]: z.infer<(typeof apiEnvironment)[Name]> }
