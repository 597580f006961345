import { defineConfig } from 'vitest/config'

// These start the built command, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.process.test.ts', '../../packages/server/test/**/*.process.test.ts'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
