import { Doc } from 'yjs'
import type { WeftProvider } from '../provider.ts'
import { watchColor } from './color.ts'
import { watchForDuplicates } from './duplicated-content.ts'
import { warnOnce, type Warn } from './warning.ts'

/**
 * Prints a warning with the remedy, once each, for the mistakes that newcomers make: two copies of Yjs, a document or
 * provider that is destroyed, `ws:` on a page that came by `https:`, a colour that is not hexadecimal, and content that
 * is put into the document before the server's is here.
 *
 * Bundlers that build for development use a `@weft/provider` that does this by itself. Elsewhere, as in Node, call it.
 */
export function watchForMistakes(provider: WeftProvider, warn: Warn = warnOnce): void {
  if (!(provider.doc instanceof Doc)) warn(TWO_COPIES)
  if (provider.doc.isDestroyed) warn(DESTROYED_DOC)
  if (isInsecure(provider.serverUrl)) warn(INSECURE)
  watchForDuplicates(provider, warn)
  const stop = watchColor(provider.awareness, warn)
  provider.once('destroy', () => {
    stop()
    provider.connect = () => warn(DESTROYED_PROVIDER)
  })
}

const TWO_COPIES = {
  name: 'two copies of Yjs',
  problem:
    'The document was made by another copy of Yjs than the one that the provider uses. Edits will be lost or not be seen.',
  remedy:
    'See with `npm ls yjs` which package brings the other copy and make it one: `npm dedupe`, `resolve.dedupe: ["yjs"]` in Vite, `resolve.alias` in webpack; and load Yjs either with `import` or with `require`.',
}

const DESTROYED_DOC = {
  name: 'destroyed document',
  problem: 'The document is destroyed already: nothing that is edited in it will be sent or shown.',
  remedy:
    'Make a new Y.Doc for the provider. In React, make both in the effect whose clean-up destroys them.',
}

const DESTROYED_PROVIDER = {
  name: 'destroyed provider',
  problem: 'connect() was called on a provider that is destroyed: it does nothing any more.',
  remedy:
    'Make a new WeftProvider, or end the connection with disconnect() instead of destroy(). In React, make the provider in the effect whose clean-up destroys it.',
}

const INSECURE = {
  name: 'ws: on a page that came by https:',
  problem: 'The server is at ws: and the page came by https:, so the browser does not connect.',
  remedy: 'Use a wss: URL, as from `location.origin.replace(/^http/, "ws")`.',
}

// Browsers let a page connect to its own machine.
function isInsecure(serverUrl: string): boolean {
  const { protocol, hostname } = new URL(serverUrl)
  const isOwnMachine = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname)
  return protocol === 'ws:' && !isOwnMachine && globalThis.location?.protocol === 'https:'
}
