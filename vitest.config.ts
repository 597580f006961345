import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests run the sources, so nothing has to be built first.
  resolve: { conditions: ['@weft/source'] },
  ssr: { resolve: { conditions: ['@weft/source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.{ts,tsx}',
      'apps/examples/{*,*/*}.test.ts',
      'packages/{tooling,simulation,bench/instructions}/*.test.mjs',
    ],
    exclude: ['packages/compatibility/**'],
    // Files share their worker and its modules: a process for each of a hundred files costs more than the tests. Forks
    // and not threads, because some tests change the working folder and the user.
    pool: 'forks',
    isolate: false,
    maxWorkers: '100%',
    // No unit test waits: this is for a machine that does other things as well.
    testTimeout: 30_000,
  },
})
