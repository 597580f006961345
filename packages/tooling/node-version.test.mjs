import { expect, test } from 'vitest'
import { nodeVersionProblem } from './node-version.mjs'

test.each(['20.19.0', '20.20.2', '22.12.0', '24.1.0', '25.0.0'])('Node %s will do', (version) => {
  expect(nodeVersionProblem(version)).toBeUndefined()
})

test.each(['18.20.0', '20.18.9', '21.7.0', '22.11.0'])('Node %s is refused in words', (version) => {
  expect(nodeVersionProblem(version)).toContain(`this is Node ${version}`)
})
