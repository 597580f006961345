import { basePath } from './base-path.ts'

const SERVICE_WORKER = `${basePath}_weft/service-worker.js`
const SCOPE = `${basePath}d/`

/**
 * Lets documents open also while the server is away. Not while the editor is developed, where the newest page is the one that
 * is wanted; and not on plain http elsewhere than on this machine, where browsers know no service worker.
 */
export async function keepPage(): Promise<void> {
  if (!import.meta.env.PROD) return
  try {
    await navigator.serviceWorker.register(SERVICE_WORKER, { scope: SCOPE })
  } catch {
    // Some browsers let no page keep anything, and in some the mere mention of it throws. Then a document opens with its
    // server.
  }
}
