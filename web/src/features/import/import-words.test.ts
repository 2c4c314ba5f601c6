import { expect, test } from 'vitest'
import { fileRefusal } from './import-words.ts'

test.each([
  [{ name: 'leads.csv', size: 10 }, null],
  [{ name: 'LEADS.TSV', size: 10 }, null],
  [{ name: 'leads.csv', size: 0 }, 'leads.csv is empty.'],
  [{ name: 'leads.xlsx', size: 10 }, 'leads.xlsx is no CSV. Save the sheet as CSV first.'],
  [{ name: 'huge.csv', size: 50_000_001 }, 'huge.csv has 51 MB; a file may have at most 50.'],
])('%j is judged before it is sent', (file, refusal) => expect(fileRefusal(file)).toBe(refusal))
