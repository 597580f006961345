/** What `/readyz` says. */
export interface Readiness {
  readonly status: number
  readonly body: {
    readonly status: string
    readonly unsaved?: {
      readonly documents: number
      readonly edits: number
      readonly bytes: number
    }
  }
}

/** @param url The server's, beginning with `ws:`. */
export async function readiness(url: string): Promise<Readiness> {
  const response = await fetch(`${httpUrl(url)}/readyz`)
  return { status: response.status, body: (await response.json()) as Readiness['body'] }
}

/** The status of `/healthz`. */
export async function health(url: string): Promise<number> {
  return (await fetch(`${httpUrl(url)}/healthz`)).status
}

const httpUrl = (url: string): string => url.replace(/^ws/, 'http')
