import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createOriginCheck,
  createServer,
  createTrustedProxies,
  type Log,
  type UnsavedDocument,
} from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import { openLevelStorage, type LevelStorage } from '@weft/storage-level'
import { adminRoutes } from './admin/admin-routes.ts'
import { openAdminPage } from './admin/admin-page.ts'
import { DamagedDocuments } from './admin/damaged-documents.ts'
import { ReadOnlyMarks } from './admin/read-only-marks.ts'
import { StateReader } from './admin/state/state-reader.ts'
import { openAdmin, type Admin } from './admin/open-admin.ts'
import { readAdminTokens } from './admin/read-admin-tokens.ts'
import { renewAdminTokens } from './admin/renew-admin-tokens.ts'
import { accessEndpoint } from './access/access-endpoint.ts'
import { readAccess } from './access/access-source.ts'
import { authorizeLinks } from './access/authorize-links.ts'
import { chooseAccess } from './access/choose-access.ts'
import { linksEndpoints } from './access/links-endpoint.ts'
import { quietLog } from './access/quiet-log.ts'
import type { SignInFiles } from './access/sign-in-files.ts'
import { localCare } from './care/care.ts'
import { liveFolder } from './care/live-folder.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { openCatalogue } from './catalogue/open-catalogue.ts'
import type { Config } from './config/config.ts'
import { readEditorFiles, type EditorFiles } from './editor-files.ts'
import { imageEndpoints } from './endpoints/images.ts'
import { youEndpoint } from './endpoints/you.ts'
import { ImageStore } from './images/image-store.ts'
import { inTime } from './in-time.ts'
import type { LogLevelSwitch } from './log/log-level-switch.ts'
import { openLibrary } from './library.ts'
import { Metrics } from './metrics/metrics.ts'
import { createRequestHandler } from './request-handler.ts'
import { StartProblem, dataProblem, listenProblem } from './start-problem.ts'
import { readStaticFiles, type StaticFiles } from './static-files.ts'
import { readCertificate } from './tls/read-certificate.ts'
import { renewCertificate } from './tls/renew-certificate.ts'
import { seedWelcome } from './welcome-document.ts'

/** How long storage may take to close once nothing is left to write, or the drain has given up; in milliseconds. */
const STORAGE_CLOSE_MS = 2_000

/** Pictures leave this much of the disk to the documents, in bytes. */
const MIN_FREE_BYTES = 256 * 1024 * 1024
const DAY_MS = 24 * 60 * 60 * 1000

/** A server that takes connections. */
export interface Serving {
  /** E.g. `127.0.0.1:1234`. */
  readonly address: string
  /** How pages and documents are asked for there. */
  readonly scheme: { readonly page: 'http' | 'https'; readonly socket: 'ws' | 'wss' }
  /** Where administrators ask, e.g. `127.0.0.1:9090`; undefined where only who has the data folder can. */
  readonly adminAddress: string | undefined
  /** Sends newcomers away, and says that it is not ready: everybody else goes on. */
  drain(): void
  /**
   * Tells the peers, brings everything to disk and lets go of port and data. A disk that fails is tried until
   * {@link Config.drainTimeoutMs} is over.
   *
   * @throws {AggregateError} With all that failed on the way.
   */
  close(): Promise<void>
  /** What can be read anew while it runs, e.g. certificates: each does that, and logs what came of it. None throws. */
  readonly reloads: readonly (() => void)[]
  /** After {@link close}: whoever is still to be sent away goes at once. */
  hasten(): void
  /** What was taken and is not on disk, by document. */
  unsaved(): readonly UnsavedDocument[]
  /** Gives up what is not on disk. Resolves with whether storage could be closed in that time. */
  letGo(timeoutMs: number): Promise<boolean>
}

/**
 * Opens the data folder, then the port.
 *
 * @throws {StartProblem} When something stands in the way that whoever started it can set right.
 */
export async function serve(
  config: Config,
  version: string,
  { log: givenLog, logLevel }: { readonly log: Log; readonly logLevel: LogLevelSwitch },
): Promise<Serving> {
  const damaged = new DamagedDocuments()
  const log = quietLog(damaged.readAlong(givenLog))
  const metrics = new Metrics(version)
  const source = await readAccess(config.access)
  const adminTokens = config.admin && readAdminTokens(config.admin)
  const certificate = config.tls && readCertificate(config.tls, Date.now())
  if (certificate?.warning !== undefined)
    log({ level: 'warn', event: 'certificate-warning', message: certificate.warning })
  const editor = config.editor ? readEditor(config.pathPrefix) : undefined
  const pages = config.pages === undefined ? undefined : readPages(config.pages)
  log({ level: 'debug', event: 'opening' })
  const storage = await openStorage(config, log)
  const catalogue = await openCatalogueBeside(storage, config, log)
  const images = await openImages([catalogue, storage], config)
  const reauthorize = (document?: string): Promise<void> => {
    access.forget()
    return server.reauthorize(document)
  }
  const { allowedOrigins, limits, trustedProxies } = config
  const proxies = createTrustedProxies(trustedProxies.addresses, trustedProxies.header)
  const { access, links } = await chooseAccess({
    source,
    catalogue,
    signIn: source.mode === 'password' ? signInFiles(editor, pages, config.pathPrefix) : undefined,
    hasEditor: editor !== undefined,
    proxies,
    reauthorize,
  }).catch(async (error: unknown) => {
    await closeAll([() => catalogue.close(), () => storage.close()])
    throw dataProblem(config, error)
  })
  const checkOrigin = createOriginCheck(allowedOrigins)
  const library = openLibrary({
    catalogue,
    storage,
    images,
    isSaving: () => server.isSaving,
    authorize: authorizeLinks(metrics.watchAuthorize(access.mode, access.authorize), links),
    visibleTo: access.visibleTo,
    reauthorize,
    onRemoved: async (document) => links?.end(document),
    keepDeletedMs: config.keepDeletedDays * DAY_MS,
    deleteIdleMs: config.deleteIdleMs,
    openDocuments: () => server.inspect().rooms.map(({ document }) => document),
    now: Date.now,
    log,
  })
  const { authorize } = library
  const server = createServer({
    storage,
    authorize,
    refuse: (request) => access.refuse(request) ?? access.refuseUpgrade(request),
    allowedOrigins,
    limits,
    proxies,
    pathPrefix: config.pathPrefix,
    ...(certificate && { tls: certificate }),
    log,
    observe: metrics.observe,
    ...(editor === undefined ? {} : { seed: seedWelcome, changed: library.changed }),
    onRequest: createRequestHandler({
      editor,
      pages,
      endpoints: [
        ...access.endpoints,
        accessEndpoint(access),
        youEndpoint,
        ...linksEndpoints({ links, authorize, reauthorize, wallTime: Date.now }),
        ...(editor === undefined ? [] : library.endpoints),
        ...(editor === undefined
          ? []
          : imageEndpoints({ store: images, authorize, maxBytes: config.images.maxBytes, log })),
      ],
      refuse: (request) => access.refuse(request) ?? checkOrigin(request.headers),
      signInFirst: access.signInFirst,
      proxies,
      pathPrefix: config.pathPrefix,
      isDraining: () => server.state !== 'open',
      isSaving: () => server.isSaving,
      unsaved: () => server.unsaved,
      log,
    }),
  })
  // Before anybody can come.
  const readOnly = new ReadOnlyMarks(catalogue, server)
  const folder = liveFolder({
    server,
    storage,
    catalogue,
    library,
    images,
    endLinks: async (document) => links?.end(document),
    forget: (document) => damaged.forget(document),
    log,
  })
  const care = localCare(folder, `weft ${version}`)
  const { tls, admin: adminConfig } = config
  const reloads: (() => void)[] = []
  if (tls)
    reloads.push(() =>
      renewCertificate(tls, (next) => server.renewCertificate(next), { nowMs: Date.now(), log }),
    )
  if (adminConfig && adminTokens)
    reloads.push(() => renewAdminTokens(adminConfig, adminTokens, log))
  let admin: Admin | undefined
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= closeAll([
      () =>
        server.close({
          timeoutMs: config.drainTimeoutMs,
          ...(config.drainWindowMs === undefined
            ? {}
            : { windowMs: config.drainWindowMs, spreadMs: config.drainWindowMs }),
        }),
      // Not before: who is still here is asked for as ever, and brings another token.
      async () => access.close(),
      // Not before: how far it is with draining can be asked.
      async () => admin?.close(),
      () => folder.close(),
      () =>
        inTime(library.close(), STORAGE_CLOSE_MS, 'what was deleted could not be removed in time'),
      () =>
        inTime(catalogue.close(), STORAGE_CLOSE_MS, 'the catalogue could not be closed in time'),
      () => inTime(storage.close(), STORAGE_CLOSE_MS, 'storage could not be closed in time'),
    ])
    return closed
  }
  // Closing it twice means that. Whoever waits for its end has the first promise.
  const hasten = (): void => void server.close().catch(() => undefined)
  const closedStorage = (): Promise<void> => storage.close().catch(() => undefined)
  const letGo = (timeoutMs: number): Promise<boolean> =>
    inTime(closedStorage(), timeoutMs, 'storage hangs').then(
      () => true,
      () => false,
    )
  try {
    const { port } = await server.listen(config)
    const host = config.host.includes(':') ? `[${config.host}]` : config.host
    admin = await openAdmin({
      data: config.data,
      listener: config.admin,
      tokens: adminTokens,
      proxies,
      routes: adminRoutes({
        server,
        version,
        data: config.data,
        storage,
        library,
        readOnly,
        damaged,
        states: new StateReader(storage),
        logLevel,
        reauthorize,
        metrics,
        images,
        catalogue,
        care,
      }),
      page: config.admin?.tokenFile === undefined ? () => undefined : openAdminPage(),
      version,
      log,
    })
    return {
      address: `${host}:${port}`,
      scheme: certificate ? { page: 'https', socket: 'wss' } : { page: 'http', socket: 'ws' },
      reloads,
      adminAddress: admin.address,
      drain: () => server.drain(),
      close,
      hasten,
      unsaved: () => server.unsaved,
      letGo,
    }
  } catch (error) {
    await close().catch((failure: unknown) =>
      log({ level: 'error', event: 'close-failed', error: failure }),
    )
    throw error instanceof StartProblem ? error : listenProblem(config, error)
  }
}

/** Where the editor is: in the package when that was packed, else beside it in the repository. */
const editorFolders = ['../editor', '../../editor/dist'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
)

function readEditor(pathPrefix: string): EditorFiles {
  const folder = editorFolders.find((one) => existsSync(one))
  const editor = folder === undefined ? undefined : readEditorFiles(folder, pathPrefix)
  if (!editor)
    throw new StartProblem(
      'Cannot serve the editor: it is not built yet. Run "npm run build", or leave out --editor.',
    )
  return editor
}

/** The page that asks for a password, with the files that it needs where they are not served anyway. */
function signInFiles(
  editor: EditorFiles | undefined,
  pages: StaticFiles | undefined,
  pathPrefix: string,
): SignInFiles | undefined {
  if (editor) return { page: editor.signInPage, files: undefined }
  if (!pages) return undefined
  const { signInPage, assets } = readEditor(pathPrefix)
  return { page: signInPage, files: assets }
}

function readPages(folder: string): StaticFiles {
  const pages = readStaticFiles(folder)
  if (!pages.has('index.html'))
    throw new StartProblem(
      `Cannot serve pages from "${folder}": there is no index.html. Build your application first.`,
    )
  return pages
}

async function openStorage(config: Config, log: Log): Promise<LevelStorage> {
  try {
    return await openLevelStorage({
      path: config.data,
      onDamagedFile: (report) => log({ level: 'error', event: 'file-damaged', ...report }),
    })
  } catch (error) {
    throw dataProblem(config, error)
  }
}

/** The documents' folder stays locked for nobody when the catalogue cannot be opened. */
async function openCatalogueBeside(
  storage: DocumentStorage,
  config: Config,
  log: Log,
): Promise<Catalogue> {
  try {
    return await openCatalogue(config.data, Date.now(), log)
  } catch (error) {
    await storage.close()
    throw dataProblem(config, error)
  }
}

/** Beside the documents, which keep their lock when this cannot be opened. @param opened What is open by then. */
async function openImages(
  opened: readonly { close(): Promise<void> }[],
  config: Config,
): Promise<ImageStore> {
  try {
    return await ImageStore.open(join(config.data, 'images'), {
      maxTotalBytes: config.images.maxTotalBytes,
      minFreeBytes: MIN_FREE_BYTES,
    })
  } catch (error) {
    for (const each of opened) await each.close()
    throw dataProblem(config, error)
  }
}

/** Closes one after the other, each whatever became of the one before. */
async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers) await close().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'The server did not close in order')
}
