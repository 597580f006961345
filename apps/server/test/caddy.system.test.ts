import { describe } from 'vitest'
import { startCaddy } from './proxy-process.ts'
import { describeNoTimeout, describeProxy } from './proxy-suite.ts'

describe('behind Caddy with our configuration for it', () => {
  describeProxy(startCaddy)
  describeNoTimeout(startCaddy)
})
