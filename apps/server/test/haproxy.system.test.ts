import { describe } from 'vitest'
import { startHaproxy } from './proxy-process.ts'
import { describeProxy, describeTimeout } from './proxy-suite.ts'

describe('behind HAProxy with our configuration for it', () => {
  describeProxy(startHaproxy)
  describeTimeout(startHaproxy)
})
