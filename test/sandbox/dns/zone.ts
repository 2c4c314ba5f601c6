import { generateKeyPairSync } from 'node:crypto'

/** The domains that are ours in a sandbox: the six cold ones, the nurture one, and those of the other backends. */
const DOMAINS = [
  'chiefaiofficerai.com',
  'chiefaiofficerconsulting.com',
  'chiefaiofficerguide.com',
  'chiefaiofficerlabs.com',
  'chiefaiofficerresources.com',
  'chiefaiofficersolutions.com',
  'chiefai.ai',
]

let key: string | null = null

/** A key of the usual length, made once for each process: nobody verifies signatures here. */
function publicKey(): string {
  key ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  return key
}

/** What stands at a name when nobody changed it: all our domains have their records; of others nothing is known. */
export function soundText(name: string): string[] {
  const domain = DOMAINS.find((one) => name === one || name.endsWith(`.${one}`))
  if (name === '_spf.sandbox.example') return ['v=spf1 ip4:127.0.0.1 -all']
  switch (domain === undefined ? null : name.slice(0, -domain.length)) {
    case '':
      return ['v=spf1 include:_spf.sandbox.example ~all', 'sandbox-site-verification=1']
    case 'google._domainkey.':
      return [`v=DKIM1; k=rsa; p=${publicKey()}`]
    case '_dmarc.':
      return ['v=DMARC1; p=none; rua=mailto:dmarc@sandbox.example']
    default:
      return []
  }
}
