import { defineConfig } from 'vitest/config'

// These pin servers to cores, and start the built command, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@weft/source'] },
  ssr: { resolve: { conditions: ['@weft/source'] } },
  test: {
    include: ['test/**/*.system.test.ts'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 120_000,
    maxWorkers: 2,
  },
})
