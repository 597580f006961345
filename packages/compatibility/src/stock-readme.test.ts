import './real-web-socket.test-support.ts'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { WeftProvider } from '@weft/provider'
import { Awareness } from 'y-protocols/awareness'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { startStockServer } from './stock-server.test-support.ts'
import { until } from './waiting.test-support.ts'
import { weftEventsOf, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

const stockReadme = readFileSync(
  fileURLToPath(new URL('../README.md', import.meta.resolve('y-websocket'))),
  'utf8',
)
const guide = readFileSync(
  new URL('../../../apps/docs/from-y-websocket.md', import.meta.url),
  'utf8',
)
const STOCK_IMPORT = "import { WebsocketProvider } from 'y-websocket'"
const OUR_IMPORT = "import { WeftProvider } from '@weft/provider'"

describe.each([
  ['a Weft server', startWeftServer],
  ['a y-websocket server', startStockServer],
])("the code of y-websocket's README, with another import and class name, on %s", (_, start) => {
  it('syncs, and logs what it said it would', async () => {
    const { url } = await start()
    const logged: string[] = []
    const provider = run(changed(codeAfter('### Client Code:')), url, logged)
    await weftSynced(provider)
    expect(logged).toContain('connected')
    provider.disconnect()
    expect(logged.at(-1)).toBe('disconnected')
  })

  it('syncs in Node, with a class for WebSockets', async () => {
    const { url } = await start()
    const made = changed(codeAfter('#### Client Code in Node.js'))
    await weftSynced(run(`const doc = new Y.Doc()\n${made}`, url))
  })

  it('takes all the options of its API section, and shows what that describes', async () => {
    const { url } = await start()
    // Its default for this option is a name that is nowhere defined.
    const options = codeAfter('## API', 2)
      .replace('WebsocketPolyfill: Websocket,', '')
      .replace('wsOpts =', 'const wsOpts =')
    const make =
      "const wsProvider = new WeftProvider('ws://localhost:1234', 'my-roomname', ydoc, wsOpts)"
    const provider = run(`const ydoc = new Y.Doc()\n${options}\n${make}`, url)
    expect([provider.wsconnecting, provider.shouldConnect]).toEqual([true, true])
    await weftSynced(provider)
    expect([provider.wsconnected, provider.wsconnecting, provider.synced]).toEqual([
      true,
      false,
      true,
    ])
    provider.disconnect()
    expect([provider.wsconnected, provider.shouldConnect]).toEqual([false, false])
    provider.connect()
    const connected = () => provider.wsconnected
    await until('it is connected again', connected, weftEventsOf(provider))
  })
})

it('the guide changes these lines and no others', () => {
  expect(stockReadme).toContain(STOCK_IMPORT)
  expect(guide).toContain(`-${STOCK_IMPORT}\n+${OUR_IMPORT}`)
})

/** The nth fenced block of code below a heading of y-websocket's README. */
function codeAfter(heading: string, nth = 1): string {
  const [, section = ''] = stockReadme.split(heading)
  const code = [...section.matchAll(/```js\n(.*?)```/gs)][nth - 1]?.[1]
  if (!code) throw new Error(`y-websocket's README has no code below "${heading}"`)
  return code
}

function changed(code: string): string {
  return code
    .replace(STOCK_IMPORT, OUR_IMPORT)
    .replaceAll('new WebsocketProvider(', 'new WeftProvider(')
}

/** Runs the code as it stands, but for the server's address and the imports, which come from here. */
function run(code: string, url: string, logged: string[] = []): WeftProvider {
  const body = code.replaceAll('ws://localhost:1234', url).replaceAll(/^import .*$/gm, '')
  const names = {
    Y,
    WeftProvider,
    awarenessProtocol: { Awareness },
    require: createRequire(import.meta.url),
    console: { log: (line: string) => logged.push(line) },
  }
  const make = compileFunction(`${body}\nreturn wsProvider`, Object.keys(names))
  const provider: WeftProvider = Reflect.apply(make, undefined, Object.values(names))
  onTestFinished(() => {
    provider.destroy()
    provider.doc.destroy()
  })
  return provider
}
