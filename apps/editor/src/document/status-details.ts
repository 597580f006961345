import { lazy } from 'react'
import { orNothing } from '../browser/lazy-part.ts'

// Read only by whoever asks, or when something is wrong. Fetched at once all the same: when the server is away it is too late.
const banner = orNothing(import('./status-banner.tsx'))
const text = orNothing(import('./status-text.tsx'))

/** Tells of troubles. */
export const StatusBanner = lazy(() => banner)
/** The longer words of the status. */
export const StatusText = lazy(() => text)
