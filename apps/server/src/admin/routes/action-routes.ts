import type { DocumentName } from '@weft/protocol'
import type { DisconnectCode, DisconnectOptions, WeftServer } from '@weft/server'
import type { Care } from '../../care/care.ts'
import type { Library } from '../../library.ts'
import { AdminRefusal, documentRoute, type AdminAnswer, type AdminRoute } from '../admin-route.ts'
import { isGiven, oneOf } from '../query.ts'
import type { ReadOnlyMarks } from '../read-only-marks.ts'
import { requireStored, type DocumentRouteDependencies } from './document-routes.ts'
import { wordsOf } from '../../words-of.ts'

const CODES = ['4401', '4403', '4404', '4500'] as const
const codes: Readonly<Record<(typeof CODES)[number], DisconnectCode>> = {
  '4401': 4401,
  '4403': 4403,
  '4404': 4404,
  '4500': 4500,
}
const WHOM = ['peer', 'user', 'document'] as const

export interface ActionRouteDependencies extends Pick<
  DocumentRouteDependencies,
  'storage' | 'reauthorize'
> {
  readonly server: Pick<
    WeftServer,
    'unload' | 'reauthorize' | 'inspectPeers' | 'disconnect' | 'disconnectUser' | 'drain' | 'state'
  >
  readonly library: Pick<Library, 'deletions' | 'keepDeletedMs'>
  readonly readOnly: Pick<ReadOnlyMarks, 'set'>
  readonly care: Pick<Care, 'remove'>
}

/** What administrators do to documents and to those who have them open. */
export function actionRoutes(dependencies: ActionRouteDependencies): readonly AdminRoute[] {
  const { server, readOnly } = dependencies
  const setReadOnly = async (document: DocumentName, isOn: boolean): Promise<AdminAnswer> => {
    await readOnly.set(document, isOn, Date.now())
    return { json: { document, isReadOnly: isOn } }
  }
  return [
    documentRoute({
      method: 'POST',
      path: '/api/documents/:document/unload',
      about:
        'brings it to disk and ends its room; who has it open comes back and finds it loaded anew',
      who: 'admin',
      answer: async (document) => ({ json: { document, wasOpen: await server.unload(document) } }),
    }),
    documentRoute({
      method: 'PUT',
      path: '/api/documents/:document/read-only',
      about: 'lets nobody write in it, also after a restart; clients keep what they have not sent',
      who: 'admin',
      answer: (document) => setReadOnly(document, true),
    }),
    documentRoute({
      method: 'DELETE',
      path: '/api/documents/:document/read-only',
      about: 'lets those write in it again who may; clients then send what they kept',
      who: 'admin',
      answer: (document) => setReadOnly(document, false),
    }),
    documentRoute({
      method: 'DELETE',
      path: '/api/documents/:document',
      about:
        'deletes it; it can be restored for `keep-deleted` days, or with `forGood` is removed at once, from the files of the disk, too',
      who: 'admin',
      answer: (document, { query }) => remove(document, isGiven(query, 'forGood'), dependencies),
    }),
    documentRoute({
      method: 'POST',
      path: '/api/documents/:document/restore',
      about: 'brings a deleted document back, or makes its name free when its content was removed',
      who: 'admin',
      answer: (document) => restore(document, dependencies),
    }),
    {
      method: 'POST',
      path: '/api/disconnect',
      about: `ends the sessions of one of ${WHOM.map((name) => `\`${name}\``).join(', ')}; takes \`code\` (4403 and 4404 are final, 4401 asks for another token, 4500 for coming back) and \`reason\``,
      who: 'admin',
      answer: ({ query }) => ({ json: { disconnected: disconnect(query, dependencies) } }),
    },
    {
      method: 'POST',
      path: '/api/reauthorize',
      about:
        'asks anew what those who are connected may do, after rights have changed; takes `document`',
      who: 'admin',
      answer: async ({ query }) => {
        await dependencies.reauthorize(query.get('document') ?? undefined)
        return { json: { done: true } }
      },
    },
    {
      method: 'POST',
      path: '/api/drain',
      about: 'sends newcomers away and makes readyz say no, until the server is stopped',
      who: 'admin',
      answer: () => {
        server.drain()
        return { json: { state: server.state } }
      },
    },
  ]
}

async function remove(
  document: DocumentName,
  isForGood: boolean,
  dependencies: ActionRouteDependencies,
): Promise<AdminAnswer> {
  const { server, library, care } = dependencies
  const { deletions } = library
  const earlier = deletions.of(document)
  if (!earlier) await requireStored(document, dependencies)
  await deletions.mark(document, Date.now()).catch(notKnown(`"${document}" is deleted`))
  // From here on it is refused. Who has it open is closed, also when the application cannot be asked just now.
  await server.reauthorize(document)
  const reason = 'this document was deleted'
  for (const { id } of server.inspectPeers(document)) server.disconnect(id, { code: 4404, reason })
  if (isForGood) {
    for await (const { is, because } of care.remove(document))
      if (is === 'failed')
        throw new AdminRefusal(500, `Cannot remove "${document}" for good: ${because ?? is}.`)
  }
  const deletion = deletions.of(document)
  return {
    json: {
      document,
      ...deletion,
      ...(deletion && !deletion.removedMs
        ? { untilMs: deletion.deletedMs + library.keepDeletedMs }
        : {}),
    },
  }
}

async function restore(
  document: DocumentName,
  { library }: ActionRouteDependencies,
): Promise<AdminAnswer> {
  const deletion = library.deletions.of(document)
  if (!deletion) throw new AdminRefusal(404, `The document "${document}" is not deleted.`)
  const isOver = Date.now() - deletion.deletedMs >= library.keepDeletedMs
  if (isOver && !deletion.removedMs)
    throw new AdminRefusal(409, `It is too late to restore "${document}": it is being removed.`)
  await library.deletions.undo(document).catch(notKnown(`"${document}" is restored`))
  return { json: { document, hasContent: deletion.removedMs === undefined } }
}

/** A write that failed may be on disk all the same. */
function notKnown(what: string): (error: unknown) => never {
  return (error) => {
    throw new AdminRefusal(
      500,
      `Whether ${what} after a restart is not known: ${wordsOf(error)}. Set that right and try again.`,
    )
  }
}

function disconnect(query: URLSearchParams, { server }: ActionRouteDependencies): number {
  const given = WHOM.filter((name) => query.get(name))
  const [whom] = given
  if (whom === undefined || given.length > 1)
    throw new AdminRefusal(400, `Say whom: with one of ${WHOM.join(', ')}.`)
  const name = query.get(whom) ?? ''
  const code = oneOf(query, 'code', CODES)
  const reason = query.get('reason')
  const options: DisconnectOptions = {
    ...(code === undefined ? {} : { code: codes[code] }),
    ...(reason === null ? {} : { reason }),
  }
  switch (whom) {
    case 'user':
      return server.disconnectUser(name, options)
    case 'document':
      return server.inspectPeers(name).filter(({ id }) => server.disconnect(id, options)).length
    case 'peer':
      if (server.disconnect(name, options)) return 1
      throw new AdminRefusal(404, `There is no peer "${name}" here, or it has gone.`)
  }
}
