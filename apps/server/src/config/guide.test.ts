import { expect, test } from 'vitest'
import { configurationGuide } from './guide.test-support.ts'

// Written anew by `npx vitest run apps/server/src/config/guide.test.ts -u`.
test('the guide’s page about configuration is what the table of settings says', async () => {
  await expect(configurationGuide()).toMatchFileSnapshot('../../../docs/operator/configuration.md')
})
