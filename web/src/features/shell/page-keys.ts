import type { KeyBinding } from '../../lib/keys.ts'
import { announce } from '../../ui/announcer.tsx'

const rows = '#content :is([data-row], .table-body > [role="row"], .row-list > li, .small-table > tbody > tr)'
const inRow = 'a[href], button:not([aria-disabled="true"]), summary, input, select'
const filters =
  '#content :is(.toolbar, .form-row, .toolbar-filters, [role="tablist"], [role="group"]) :is(button, select, input:not([type="search"]))'

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0

/** The first of these on the page that can be seen. */
function firstShown(selector: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(selector)].find(isShown)
}

/** Moves the focus to the row above or below the one that has it, onto the first thing that can be done there. */
function moveRow(step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>(rows)].filter((row) => isShown(row) && row.querySelector(inRow) !== null)
  const at = all.findIndex((row) => row.contains(document.activeElement))
  const row = all[at < 0 ? 0 : at + step]
  if (all.length === 0) announce('There are no rows here.')
  const target = row?.querySelector<HTMLElement>(inRow)
  target?.focus()
  target?.scrollIntoView({ block: 'nearest' })
}

function filterHere(): void {
  const control = firstShown(filters)
  if (control) control.focus()
  else announce('There is nothing to filter here.')
}

/** Presses the button that submits the form one is in, so that a refused one says why. */
function submitForm(): void {
  const form = document.activeElement?.closest('form')
  form?.querySelector<HTMLElement>('button[type="submit"]')?.click()
}

/** What the keys of every page do where the page has no such key of its own: rows, search, filters. */
export function pageKeys(taken: ReadonlySet<string>, openPalette: () => void): KeyBinding[] {
  const all: KeyBinding[] = [
    { key: 'j', does: 'Next row', repeats: true, focused: true, run: () => moveRow(1) },
    { key: 'k', does: 'Previous row', repeats: true, focused: true, run: () => moveRow(-1) },
    {
      key: '/',
      does: 'Search',
      run: () => {
        const field = firstShown('#content input[type="search"]')
        if (field) field.focus()
        else openPalette()
      },
    },
    { key: 'f', does: 'Filter on this page', run: filterHere },
    { key: 'Mod+Enter', does: 'Submit the open form', focused: true, run: submitForm },
  ]
  return all.filter(({ key }) => !taken.has(key))
}
