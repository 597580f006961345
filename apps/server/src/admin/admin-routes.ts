import type { AdminRoute } from './admin-route.ts'
import { actionRoutes } from './routes/action-routes.ts'
import { documentRoutes, type DocumentRouteDependencies } from './routes/document-routes.ts'
import { metricsRoute, type MetricsRouteDependencies } from './routes/metrics-route.ts'
import { serverRoutes, type ServerRouteDependencies } from './routes/server-routes.ts'

/** What the routes work with. */
export type AdminDependencies = ServerRouteDependencies &
  DocumentRouteDependencies &
  MetricsRouteDependencies

/** All that can be asked of a running server by who runs it. */
export const adminRoutes = (dependencies: AdminDependencies): readonly AdminRoute[] => [
  ...serverRoutes(dependencies),
  ...documentRoutes(dependencies),
  ...actionRoutes(dependencies),
  metricsRoute(dependencies),
]
