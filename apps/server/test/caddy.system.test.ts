import { describe } from 'vitest'
import { startCaddy } from './proxy-process.ts'
import { describeProxy } from './proxy-suite.ts'

describe('behind Caddy with our configuration for it', () => {
  describeProxy(startCaddy, { endsIdle: false })
})
