import { createOriginCheck, createServer, createTrustedProxies, type Log } from '@weft/server'
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
import { localCare } from './care/care.ts'
import { liveFolder } from './care/live-folder.ts'
import { closeInOrder } from './close-in-order.ts'
import type { Config } from './config/config.ts'
import { imageEndpoints } from './endpoints/images.ts'
import { youEndpoint } from './endpoints/you.ts'
import { inTime } from './in-time.ts'
import type { LogLevelSwitch } from './log/log-level-switch.ts'
import { openLibrary } from './library.ts'
import { Metrics } from './metrics/metrics.ts'
import { openData } from './open-data.ts'
import { createRequestHandler } from './request-handler.ts'
import { readServedFiles } from './served-files.ts'
import type { Serving } from './serving.ts'
import { StartProblem, dataProblem, listenProblem } from './start-problem.ts'
import { readCertificate } from './tls/read-certificate.ts'
import { renewCertificate } from './tls/renew-certificate.ts'
import { seedWelcome } from './welcome-document.ts'

/** How long storage may take to close once nothing is left to write, or the drain has given up; in milliseconds. */
const STORAGE_CLOSE_MS = 2_000

const DAY_MS = 24 * 60 * 60 * 1000

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
  const { editor, pages, signIn } = readServedFiles(config, source.mode === 'password')
  log({ level: 'debug', event: 'opening' })
  const { storage, catalogue, images } = await openData(config, log)
  const reauthorize = (document?: string): Promise<void> => {
    access.forget()
    return server.reauthorize(document)
  }
  const { allowedOrigins, limits, trustedProxies } = config
  const proxies = createTrustedProxies(trustedProxies.addresses, trustedProxies.header)
  const { access, links } = await chooseAccess({
    source,
    catalogue,
    signIn,
    hasEditor: editor !== undefined,
    proxies,
    reauthorize,
    log,
  }).catch(async (error: unknown) => {
    await closeInOrder([() => catalogue.close(), () => storage.close()])
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
      count: metrics.count,
      log,
    }),
  })
  // Before anybody can come.
  const readOnly = new ReadOnlyMarks(catalogue, server)
  const folder = liveFolder({
    data: config.data,
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
    closed ??= closeInOrder([
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
