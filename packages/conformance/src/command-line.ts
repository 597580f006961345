import { parseArgs } from 'node:util'

/** What the command was asked to do. */
export interface Instruction {
  readonly target:
    | {
        readonly type: 'url'
        readonly url: string
        readonly restart: string | undefined
        readonly crash: string | undefined
      }
    | { readonly type: 'start'; readonly command: string }
    /** Weft's own command. */
    | { readonly type: 'weft' }
    /** All servers of this repository, one after another, into a page. */
    | { readonly type: 'peers' }
    | { readonly type: 'list' }
  readonly protocol: 'y-websocket' | 'hocuspocus'
  readonly slow: boolean
  readonly weft: boolean
  readonly only: readonly string[]
}

export const usage = `npm run conformance -- ws://host:port
npm run conformance -- --start "node my-server.js --port {port} --data {data}"

  --restart "<command>"     what restarts a server that runs elsewhere, in good order
  --crash "<command>"       what kills it with -9 and starts it again
  --start "<command>"       start the server here, on a free port, with an empty data folder
  --own                     start Weft's own command, built
  --peers                   Weft and the servers that it is compared with; writes RESULTS.md
  --protocol <name>         y-websocket (default) or hocuspocus
  --slow                    also cases that take more than half a minute
  --weft                    also cases about Weft's extension of the wire
  --only <start of an id>   only these cases; may be given several times
  --list                    tell the cases and run none
`

/** @throws {Error} With words for whoever typed it. */
export function readCommandLine(args: readonly string[]): Instruction {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      restart: { type: 'string' },
      crash: { type: 'string' },
      start: { type: 'string' },
      own: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      protocol: { type: 'string', default: 'y-websocket' },
      slow: { type: 'boolean', default: false },
      weft: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
    },
  })
  const { protocol, slow, weft, only } = values
  if (protocol !== 'y-websocket' && protocol !== 'hocuspocus')
    throw new Error(`There is no protocol "${protocol}".`)
  return { target: targetOf(values, positionals), protocol, slow, weft, only }
}

function targetOf(
  values: {
    readonly restart?: string | undefined
    readonly crash?: string | undefined
    readonly start?: string | undefined
    readonly own: boolean
    readonly peers: boolean
    readonly list: boolean
  },
  positionals: readonly string[],
): Instruction['target'] {
  const [url, ...more] = positionals
  const given = [url, values.start, values.own, values.peers, values.list].filter(Boolean)
  if (given.length !== 1 || more.length > 0)
    throw new Error('Name one server: a URL, --start, --own or --peers.')
  if (values.list) return { type: 'list' }
  if (values.peers) return { type: 'peers' }
  if (values.own) return { type: 'weft' }
  if (values.start !== undefined) return { type: 'start', command: values.start }
  if (url === undefined || !/^wss?:\/\//.test(url))
    throw new Error(`Cannot use "${url}" as a URL: it must begin with ws:// or wss://.`)
  return { type: 'url', url, restart: values.restart, crash: values.crash }
}
