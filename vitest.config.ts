import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests run the sources, so nothing has to be built first.
  resolve: { conditions: ['@weft/source'] },
  ssr: { resolve: { conditions: ['@weft/source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.{ts,tsx}',
      'packages/tooling/*.test.mjs',
    ],
    exclude: ['packages/compatibility/**'],
  },
})
