// Sets the chosen theme before first paint. External and blocking because the content security policy forbids inline scripts.
// The key is the one of src/lib/theme.ts.
let theme = null
try {
  theme = localStorage.getItem('swarm.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage can be forbidden by the browser; the system's theme is used then.
}
