import { defineConfig } from 'vitest/config'

// These need programs of the system, and start the built command, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.system.test.ts'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 120_000,
    maxWorkers: 2,
  },
})
