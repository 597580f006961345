import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The same files, from whichever folder the tests are started.
  root: import.meta.dirname,
  // Tests run the sources, so nothing has to be built first.
  resolve: { conditions: ['@weft/source'] },
  ssr: { resolve: { conditions: ['@weft/source'] } },
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000 },
})
