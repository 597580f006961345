import { type ComponentType, lazy } from 'react'

// Read only by whoever asks, or when something is wrong. Fetched at once all the same: when the server is away it is too late.
const banner = orNothing(import('./status-banner.tsx'))
const text = orNothing(import('./status-text.tsx'))

/** Tells of troubles. */
export const StatusBanner = lazy(() => banner)
/** The longer words of the status. */
export const StatusText = lazy(() => text)

/** The page does without what did not come. */
function orNothing<Props>(module: Promise<{ readonly default: ComponentType<Props> }>) {
  return module.catch(() => ({ default: () => null }))
}
