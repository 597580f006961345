import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { IncomingMessage } from 'node:http'
import { readStaticFiles, type StaticFiles } from '../static-files.ts'
import type { AdminAnswer } from './admin-route.ts'

/** What is written as it is served, and what is built: in the package when that was packed, else in the repository. */
const folders = [
  ['../admin-page/static/', '../../admin-page/static/'],
  ['./admin-page/', '../admin-page/'],
] as const

/**
 * The admin page: at `/`, with its files below `/page/`. There is nothing secret in it: it asks for the token, and has
 * everything from the API. Undefined for what is none of its files.
 */
export function openAdminPage(): (
  request: IncomingMessage,
  path: string,
) => AdminAnswer | undefined {
  const files: StaticFiles = new Map(
    folders.flatMap((places) => [
      ...readStaticFiles(pathOf(places.find((place) => existsSync(pathOf(place))) ?? places[0])),
    ]),
  )
  return ({ method }, path) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined
    const [, asked = ''] = /^\/page\/([\w-]+\.(?:css|js|svg))$/.exec(path) ?? []
    const file = files.get(path === '/' ? 'index.html' : asked)
    return file && { text: file.body.toString(), type: file.type }
  }
}

const pathOf = (place: string): string => fileURLToPath(new URL(place, import.meta.url))
