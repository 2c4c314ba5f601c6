import { type ComponentPropsWithRef, type MouseEvent, type ReactElement, useId } from 'react'
import { ariaKey } from '../lib/keys.ts'
import { announce } from './announcer.tsx'
import './button.css'
import { Icon, type IconName } from './icons.tsx'
import { KeyHint } from './key-hint.tsx'

export type ButtonProps = ComponentPropsWithRef<'button'> & {
  tone?: 'plain' | 'primary' | 'bad' | 'quiet' | 'link' | undefined
  size?: 'control' | 'dense' | 'large' | undefined
  icon?: IconName | undefined
  /** The single key that does the same. */
  keys?: string | undefined
  /** Why it can't be pressed now: the button stays, can be reached, and says this. */
  refusal?: string | null | undefined
}

/** A button whose words are a verb. A refused one is never silent. */
export function Button({ tone = 'plain', size = 'control', icon, keys, refusal, onClick, children, ...rest }: ButtonProps): ReactElement {
  const reasonId = useId()
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    if (refusal) {
      event.preventDefault()
      announce(refusal, 'assertive')
    } else onClick?.(event)
  }
  return (
    <>
      <button
        type="button"
        {...rest}
        className={rest.className ? `button ${rest.className}` : 'button'}
        data-tone={tone}
        data-size={size}
        aria-disabled={refusal ? true : undefined}
        aria-describedby={refusal ? reasonId : rest['aria-describedby']}
        aria-keyshortcuts={keys ? ariaKey(keys) : undefined}
        title={refusal ?? rest.title}
        onClick={press}
      >
        {icon && <Icon name={icon} />}
        {children}
        {keys && <KeyHint keys={keys} />}
      </button>
      {refusal && (
        <span id={reasonId} className="hidden-text">
          {refusal}
        </span>
      )}
    </>
  )
}

/** A button that is only a drawing; `label` is its name and its tooltip. */
export function IconButton({ icon, label, ...rest }: ComponentPropsWithRef<'button'> & { icon: IconName; label: string }): ReactElement {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className="icon-button">
      <Icon name={icon} />
    </button>
  )
}
