import type { AdminRoute } from './admin-route.ts'
import { serverRoutes, type ServerRouteDependencies } from './routes/server-routes.ts'

/** What the routes work with. */
export type AdminDependencies = ServerRouteDependencies

/** All that can be asked of a running server by who runs it. */
export const adminRoutes = (dependencies: AdminDependencies): readonly AdminRoute[] => [
  ...serverRoutes(dependencies),
]
