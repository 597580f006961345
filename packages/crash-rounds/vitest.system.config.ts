import { defineConfig } from 'vitest/config'

// These start the built command under strace or on a small disk, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.system.test.ts'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 120_000,
    // Each is a server, its clients and a tracer, and they mostly wait.
    maxWorkers: 2,
  },
})
