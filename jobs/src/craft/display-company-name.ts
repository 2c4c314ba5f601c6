const LEGAL_FORM =
  /(?:(?:\s*[,&+]\s*|\s+)\(?(?:inc|llc|l\.l\.c|ltd|limited|llp|lp|plc|corp|corporation|co|company|gmbh|ag|kg|se|sa|s\.a|sas|sarl|srl|s\.r\.l|spa|s\.p\.a|bv|b\.v|nv|n\.v|ab|as|oy|aps|pty|pte|pvt|pllc|pc|p\.c)\)?\.?)+$/iu

/** A company's name as one would say it: without legal form, and not shouted. The name as it is where nothing else would be left. */
export function displayCompanyName(name: string): string {
  const bare = name.slice(0, 200).trim().replace(LEGAL_FORM, '').trim()
  const shown = bare === '' ? name.trim() : bare
  const letters = shown.replace(/[^\p{L}]/gu, '')
  // Short ones are initials (IBM, KPMG) and stay.
  if (letters.length <= 5 || letters !== letters.toUpperCase() || letters === letters.toLowerCase()) return shown
  return shown.toLowerCase().replace(/(^|[\s&/-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}
