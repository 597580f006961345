import { WeftProvider, type WeftProviderOptions } from '@weft/provider'
import { useEffect, useRef, useState } from 'react'
import { Doc } from 'yjs'

/** Which document to open, and how. */
export interface UseWeftProviderOptions {
  /** Where the server is, e.g. `wss://example.com`. */
  readonly url: string
  /** Which document. */
  readonly name: string
  /** A document of your own, which outlives the provider. @default a new one, which ends with the provider */
  readonly doc?: Doc | undefined
  /**
   * The provider's options, as they are when it is made: a change counts from the next one on. Only a `token` function is
   * always the newest.
   */
  readonly options?: WeftProviderOptions | undefined
}

/** A provider, and what it was made for. */
interface Opened extends Pick<UseWeftProviderOptions, 'url' | 'name' | 'doc'> {
  readonly provider: WeftProvider
}

/**
 * A provider for as long as the component is mounted; another one when `url`, `name` or `doc` change. Null at first, and
 * on a server: it is made in an effect, so a drawing that React throws away leaves nothing behind.
 *
 * In StrictMode, which mounts twice, the first provider is destroyed before it opens a socket.
 *
 * @throws {TypeError} When the URL or the name cannot be used. It goes to the error boundary.
 */
export function useWeftProvider({
  url,
  name,
  doc,
  options,
}: UseWeftProviderOptions): WeftProvider | null {
  const newest = useRef(options)
  const [opened, setOpened] = useState<Opened | null>(null)

  useEffect(() => {
    newest.current = options
  })

  useEffect(() => {
    const { token, connect = true, ...others } = newest.current ?? {}
    const provider = new WeftProvider(url, name, doc ?? new Doc(), {
      ...others,
      token: typeof token === 'function' ? () => tokenOf(newest.current) : token,
      connect: false,
    })
    // In StrictMode this one is destroyed by then, and stays so.
    if (connect) queueMicrotask(() => provider.connect())
    setOpened({ provider, url, name, doc })
    return () => {
      // Nobody is shown a destroyed one when the same component is mounted again.
      setOpened((now) => (now?.provider === provider ? null : now))
      provider.destroy()
      if (!doc) provider.doc.destroy()
    }
  }, [url, name, doc])

  const isCurrent = opened?.url === url && opened.name === name && opened.doc === doc
  return isCurrent ? opened.provider : null
}

function tokenOf({ token = '' }: WeftProviderOptions = {}): string | Promise<string> {
  return typeof token === 'function' ? token() : token
}
