#!/usr/bin/env node
import { existsSync } from 'node:fs'

if (existsSync(new URL('../dist/main.js', import.meta.url))) {
  const { main } = await import('../dist/main.js')
  await main()
} else {
  console.error(
    'weft is not built yet: run "npm run build", or "npm start", which builds it first.',
  )
  process.exitCode = 1
}
