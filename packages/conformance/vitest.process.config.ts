import { defineConfig } from 'vitest/config'

// These start the built command, so `npm run build` comes first.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@weft/source'] },
  ssr: { resolve: { conditions: ['@weft/source'] } },
  test: {
    include: ['test/**/*.process.test.ts'],
    setupFiles: ['../../packages/tooling/stuck-watch.mjs'],
    testTimeout: 240_000,
  },
})
