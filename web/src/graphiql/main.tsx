import { GraphiQL } from 'graphiql'
import 'graphiql/style.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { themeStore } from '../lib/theme.ts'
import { examples } from './examples.ts'
import { createFetcher } from './fetcher.ts'
import '../styles/fonts.css'
import './graphiql.css'

const place = document.getElementById('app')
if (!place) throw new Error('the page has no place to draw in')
createRoot(place).render(
  <StrictMode>
    <GraphiQL
      fetcher={createFetcher()}
      defaultTabs={examples(new Date())}
      forcedTheme={themeStore.get()}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    />
  </StrictMode>,
)
