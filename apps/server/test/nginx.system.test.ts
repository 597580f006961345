import { describe } from 'vitest'
import { startNginx } from './proxy-process.ts'
import { describeProxy, describeTimeout } from './proxy-suite.ts'

describe('behind nginx with our configuration for it', () => {
  describeProxy(startNginx)
  describeTimeout(startNginx)
})
