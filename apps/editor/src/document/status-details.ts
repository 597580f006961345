import { part } from '../part/part.tsx'

const loadBanner = () => import('./status-banner.tsx')
const loadText = () => import('./status-text.tsx')

// Read only by whoever asks, or when something is wrong. Fetched at once all the same: when the server is away it is too late.
for (const load of [loadBanner, loadText]) load().catch(() => {})

/** Tells of troubles. */
export const StatusBanner = part(loadBanner)
/** The longer words of the status. */
export const StatusText = part(loadText)
