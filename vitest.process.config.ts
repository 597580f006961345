import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: ['{apps,packages}/*/vitest.process.config.ts'],
    // Each is a process and those who talk to it, and they mostly wait.
    maxWorkers: 2,
  },
})
