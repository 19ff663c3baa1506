import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/styles.css'
import { App } from './App.tsx'
import { createHostBridge } from './api/host-bridge.ts'

// Before anything reads the address: in the browser it may carry the secret of this session.
const bridge = createHostBridge()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App bridge={bridge} />
    </StrictMode>,
  )
}
