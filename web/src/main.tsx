import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'
import { client } from './lib/client.ts'
import { hasTexts, openTexts, sweepTexts } from './lib/drafted-text.ts'
import { askViewer } from './lib/session.ts'
import { Router } from './router.tsx'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'

const root = document.querySelector('#app')
if (!root) throw new Error('index.html has no #app')
sweepTexts(Date.now())
// What waits unsaved is there when its form is drawn. Where nothing does, nobody waits: the shell opens the rest.
if (hasTexts()) {
  const viewer = await askViewer()
  if (viewer?.textKey) await openTexts(viewer.textKey)
}
createRoot(root).render(
  <StrictMode>
    <Provider value={client}>
      <Router />
    </Provider>
  </StrictMode>,
)
