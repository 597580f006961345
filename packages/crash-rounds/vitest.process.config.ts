import { defineConfig } from 'vitest/config'

// These start the built command, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.process.test.ts'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
