import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { singleKeysStore, switchSingleKeys } from '../../lib/keys.ts'
import { chooseDensity, densityStore } from '../../lib/row-density.ts'
import { signOut } from '../../lib/session.ts'
import { useStore } from '../../lib/store.ts'
import { chooseTheme, themeStore } from '../../lib/theme.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'

/** The first letters of a name: `Dana Reyes` gives DR. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return words.length > 1 ? `${words[0]?.[0] ?? ''}${words.at(-1)?.[0] ?? ''}`.toUpperCase() : name.slice(0, 2).toUpperCase()
}

/** Who is signed in, with what is chosen for this device: theme and single-key shortcuts. */
export function UserMenu({ name, scopes, onHelp }: { name: string; scopes: readonly string[]; onHelp(): void }): ReactElement {
  const theme = useStore(themeStore)
  const singleKeys = useStore(singleKeysStore)
  const density = useStore(densityStore)
  return (
    <Popover className="user-button" label={`${name}, your menu`} button={<span aria-hidden="true">{initials(name)}</span>}>
      {(close) => (
        <div className="menu">
          <p className="menu-note">
            <strong>{name}</strong>
            <br />
            {scopes.join(', ')}
          </p>
          <Link href="/account" className="button" data-tone="quiet" onClick={close}>
            Your account
          </Link>
          <Select
            label="Theme"
            value={theme}
            options={[
              { value: 'system', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onChange={chooseTheme}
          />
          <Select
            label="Rows of tables"
            value={density}
            options={[
              { value: 'dense', label: 'Dense' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
            onChange={chooseDensity}
          />
          <Button tone="quiet" aria-pressed={singleKeys} onClick={() => switchSingleKeys(!singleKeys)}>
            Single-key shortcuts {singleKeys ? 'on' : 'off'}
          </Button>
          <Button
            tone="quiet"
            keys="?"
            onClick={() => {
              close()
              onHelp()
            }}
          >
            All keys
          </Button>
          <Button tone="quiet" onClick={() => void signOut()}>
            Sign out
          </Button>
        </div>
      )}
    </Popover>
  )
}
