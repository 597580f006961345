// Builds the page in a folder: `node bundle-with-vite.mjs <folder>`. What Vite warns of goes to standard error.
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const [, , root] = process.argv
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  plugins: [react()],
  build: { outDir: 'vite' },
})
