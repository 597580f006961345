import type { AdminRoute } from './admin-route.ts'
import { actionRoutes, type ActionRouteDependencies } from './routes/action-routes.ts'
import { careRoutes, type CareRouteDependencies } from './routes/care-routes.ts'
import { documentRoutes, type DocumentRouteDependencies } from './routes/document-routes.ts'
import { logRoutes, type LogRouteDependencies } from './routes/log-routes.ts'
import { metricsRoute, type MetricsRouteDependencies } from './routes/metrics-route.ts'
import { serverRoutes, type ServerRouteDependencies } from './routes/server-routes.ts'

/** What the routes work with. */
export type AdminDependencies = ServerRouteDependencies &
  DocumentRouteDependencies &
  ActionRouteDependencies &
  CareRouteDependencies &
  LogRouteDependencies &
  MetricsRouteDependencies

/** All that can be asked of a running server by who runs it. */
export function adminRoutes(dependencies: AdminDependencies): readonly AdminRoute[] {
  const routes = routesOf(dependencies)
  return [tableRoute(routes), ...routes]
}

const routesOf = (dependencies: AdminDependencies): readonly AdminRoute[] => [
  ...serverRoutes(dependencies),
  ...documentRoutes(dependencies),
  ...actionRoutes(dependencies),
  ...logRoutes(dependencies),
  metricsRoute(dependencies),
  ...careRoutes(dependencies),
]

/** What there is to ask, as the guide has it. */
const tableRoute = (routes: readonly AdminRoute[]): AdminRoute => ({
  method: 'GET',
  path: '/api',
  about: 'this table',
  who: 'admin',
  answer: () => ({
    json: { routes: routes.map(({ method, path, who, about }) => ({ method, path, who, about })) },
  }),
})
