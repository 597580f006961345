import { defineConfig } from 'vitest/config'

// These pack what was built, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.process.test.mjs'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
