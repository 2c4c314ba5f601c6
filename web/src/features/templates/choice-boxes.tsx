import type { ReactElement } from 'react'

/** Boxes to tick, in one row; what is chosen stays in the order of the options. */
export function ChoiceBoxes({
  legend,
  hint,
  options,
  chosen,
  onChange,
}: {
  legend: string
  hint: string
  options: readonly { value: string; label: string }[]
  chosen: readonly string[]
  onChange(chosen: string[]): void
}): ReactElement {
  const toggled = (value: string, isOn: boolean): string[] =>
    options.map((option) => option.value).filter((one) => (one === value ? isOn : chosen.includes(one)))
  return (
    <fieldset className="choice-boxes">
      <legend>{legend}</legend>
      <div>
        {options.map(({ value, label }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => onChange(toggled(value, event.target.checked))} />
            {label}
          </label>
        ))}
      </div>
      <p className="muted sm">{hint}</p>
    </fieldset>
  )
}
