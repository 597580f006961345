import { expect, test } from 'vitest'
import { controlsOf } from '../src/controls.ts'
import { weftServer } from '../src/peers.ts'
import { runSuite } from '../src/run-suite.ts'
import { ServerProcess } from '@weft/testkit'
import { selectCases } from '../src/suite.ts'
import { yWebsocketWire } from '../src/y-websocket-wire.ts'

const everyday = selectCases({ slow: false, weft: true, only: [] })
const waiting = everyday.filter(({ isWaiting }) => isWaiting)
const others = everyday.filter(({ isWaiting }) => !isWaiting)

/** What did not pass on Weft's own command, with what was seen. */
async function shortcomings(cases: typeof everyday) {
  const server = await ServerProcess.start(weftServer().command)
  try {
    const target = { url: server.url, wire: yWebsocketWire, controls: controlsOf(server) }
    const results = await runSuite(cases, { ...target, patience: 3 })
    return results
      .filter(({ verdict }) => verdict.type !== 'pass' && verdict.type !== 'noted')
      .map((result) => ({ id: result.case.id, verdict: result.verdict }))
  } finally {
    await server.dispose()
  }
}

// On two servers at once, because the first of them mostly waits and the second ends its server.
test.concurrent('Weft passes what takes patience', async () => {
  expect(await shortcomings(waiting)).toEqual([])
})

test.concurrent('Weft passes all other cases, matters of taste included', async () => {
  expect(await shortcomings(others)).toEqual([])
})
